import { describe, expect, it } from 'vitest';
import { installState } from './dependencies.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.0.0' },
    'node_modules/for-mac-only': { version: '1.0.0', optional: true },
  },
};

describe('installState', () => {
  it('is missing where npm has not finished an install', () => {
    expect(installState(wanted, null)).toBe('missing');
  });

  it('is current when every package is there, but for optional ones of other platforms', () => {
    expect(installState(wanted, { packages: { 'node_modules/zod': { version: '4.0.0' } } })).toBe('current');
  });

  it('is outdated when a package has another version', () => {
    expect(installState(wanted, { packages: { 'node_modules/zod': { version: '3.9.0' } } })).toBe('outdated');
  });

  it('is outdated when an optional package has another version', () => {
    const installed = {
      packages: {
        'node_modules/zod': { version: '4.0.0' },
        'node_modules/for-mac-only': { version: '0.9.0', optional: true },
      },
    };
    expect(installState(wanted, installed)).toBe('outdated');
  });

  it('is outdated when a package is not there', () => {
    expect(installState(wanted, { packages: {} })).toBe('outdated');
  });

  it('does not mind packages that the lock file no longer names', () => {
    const installed = {
      packages: { 'node_modules/zod': { version: '4.0.0' }, 'node_modules/old': { version: '1.0.0' } },
    };
    expect(installState(wanted, installed)).toBe('current');
  });
});
