import { describe, expect, it } from 'vitest';
import { parseStartOptions } from './options.ts';

describe('parseStartOptions', () => {
  it('takes its own flags and passes the rest to the app in order', () => {
    const options = parseStartOptions(['--profile=a', '--headless-check', 'b', '--dev']);
    expect(options).toMatchObject({ headlessCheck: true, dev: true, virtualDisplay: false });
    expect(options.appArguments).toEqual(['--profile=a', 'b']);
  });

  it('leaves everything after a lone -- to the app', () => {
    const options = parseStartOptions(['--virtual-display', '--', '--dev', '--']);
    expect(options).toMatchObject({ virtualDisplay: true, dev: false });
    expect(options.appArguments).toEqual(['--dev', '--']);
  });

  it('does not take a name of every object for a flag', () => {
    expect(parseStartOptions(['toString']).appArguments).toEqual(['toString']);
  });
});
