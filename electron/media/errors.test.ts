import { expect, it } from 'vitest';
import { toMediaError } from './errors.ts';

it('a part of the app that can not be loaded is no fault of the file, which is tried again', async () => {
  const gone = './replaced-by-another-version.ts';
  const error: unknown = await import(/* @vite-ignore */ gone).catch((thrown: unknown) => thrown);
  expect(toMediaError(error)).toMatchObject({ code: 'media_crashed', retry: true });
  expect(toMediaError(new Error('bad header'))).toMatchObject({ code: 'corrupt', retry: false });
});
