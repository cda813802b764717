import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { nextLookMs, steadyMs } from './back-off.ts';
import { isConnectionTrouble } from './trouble.ts';

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('a failure', () => {
  it.each(['ECONNREFUSED', 'ETIMEDOUT', '57P01', '08006', '53300', 'offline'])(
    '%s may be the way to a server',
    (code) => {
      expect(isConnectionTrouble(withCode(code))).toBe(true);
    },
  );

  it.each(['23505', '42703', 'not_found', 'corrupt', 'ENOENT'])('%s is about what was asked', (code) => {
    expect(isConnectionTrouble(withCode(code))).toBe(false);
  });

  it('may be wrapped, or have no code at all', () => {
    const broken = new Error('Connection terminated unexpectedly');
    expect(isConnectionTrouble(broken)).toBe(true);
    expect(isConnectionTrouble(new AppError('internal', 'failed', {}, true, broken))).toBe(true);
    expect(isConnectionTrouble('ECONNRESET')).toBe(false);
  });
});

describe('looking at a part again', () => {
  it('is soon after the first miss, then rarer, and never rarer than the steady rate by more than its chance', () => {
    const middle = () => 0.5;
    expect([0, 1, 2, 3, 4, 5, 50].map((misses) => nextLookMs(misses, middle))).toEqual([
      steadyMs,
      1000,
      2000,
      4000,
      8000,
      steadyMs,
      steadyMs,
    ]);
  });

  it('is spread by chance, so that many desktops do not come back in step', () => {
    expect(nextLookMs(4, () => 0)).toBe(6000);
    expect(nextLookMs(4, () => 0.999)).toBe(9996);
  });
});
