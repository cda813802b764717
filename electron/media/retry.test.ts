import { expect, it } from 'vitest';
import { MediaError } from './errors.ts';
import { afterCrash, isForGood } from './retry.ts';

it('tries a request that was alone once more', () => {
  expect(afterCrash(1, true)).toBe('retry_alone');
});

it('gives up on one that was alone the second time', () => {
  expect(afterCrash(2, true)).toBe('fail');
});

it('never blames one among several', () => {
  expect(afterCrash(3, false)).toBe('retry_alone');
});

it('gives up at once on what says that it stays as it is', () => {
  expect(isForGood(new MediaError('corrupt', 'no picture'), null)).toBe(true);
  expect(isForGood(new MediaError('media_crashed', 'ended the worker twice'), null)).toBe(true);
});

it('gives up on a file whose time was up twice in a row', () => {
  const timeout = new MediaError('timeout', 'too long');
  expect(isForGood(timeout, null)).toBe(false);
  expect(isForGood(timeout, 'upload_failed')).toBe(false);
  expect(isForGood(timeout, 'timeout')).toBe(true);
});

it('goes on with what may be otherwise the next time', () => {
  const notStored = new MediaError('upload_failed', 'store away');
  expect(isForGood(notStored, 'upload_failed')).toBe(false);
  expect(isForGood(new MediaError('media_crashed', 'no worker can be started', true), null)).toBe(false);
});
