import { describe, expect, it } from 'vitest';
import { EndpointError } from './error.ts';
import { pauseBefore, withRetries } from './retry.ts';
import { baseOf, retryAfter } from './transport.ts';

const pauses = { firstMs: 100, mostMs: 5000 };

describe('pauseBefore', () => {
  it('grows with every failure up to the longest pause', () => {
    const grown = [1, 2, 3, 10].map((failures) => pauseBefore(failures, undefined, pauses, 1));
    expect(grown).toEqual([100, 200, 400, 5000]);
  });

  it('leaves half of it to chance', () => {
    expect(pauseBefore(1, undefined, pauses, 0)).toBe(50);
  });

  it('waits as long as the server asks, within bounds', () => {
    expect(pauseBefore(1, 2000, pauses, 0)).toBe(2000);
    expect(pauseBefore(1, 3_600_000, pauses, 0)).toBe(5000);
  });
});

describe('withRetries', () => {
  const options = { tries: 3, firstMs: 1, mostMs: 2, afterTimeout: true };
  const failing = (why: 'overloaded' | 'unauthorized' | 'timeout', times: number) => {
    let calls = 0;
    return {
      attempt: async () => {
        calls += 1;
        if (calls <= times) throw new EndpointError(why, why);
        return calls;
      },
      calls: () => calls,
    };
  };

  it('tries again what passes, and gives up after the last try', async () => {
    await expect(withRetries(failing('overloaded', 2).attempt, options)).resolves.toBe(3);
    const lasting = failing('overloaded', 9);
    await expect(withRetries(lasting.attempt, options)).rejects.toMatchObject({ why: 'overloaded' });
    expect(lasting.calls()).toBe(3);
  });

  it('does not try again what would fail the same way, nor a silence when somebody waits', async () => {
    const refused = failing('unauthorized', 9);
    await expect(withRetries(refused.attempt, options)).rejects.toMatchObject({ why: 'unauthorized' });
    const silent = failing('timeout', 9);
    await expect(withRetries(silent.attempt, { ...options, afterTimeout: false })).rejects.toBeInstanceOf(
      EndpointError,
    );
    expect([refused.calls(), silent.calls()]).toEqual([1, 1]);
  });

  it('ends at once when it is called off during a pause', async () => {
    const controller = new AbortController();
    const attempt = withRetries(
      async () => {
        setTimeout(() => controller.abort(new Error('off')), 1);
        throw new EndpointError('overloaded', 'busy', { retryAfterMs: 60_000 });
      },
      { ...options, mostMs: 60_000 },
      controller.signal,
    );
    await expect(attempt).rejects.toThrow();
  });
});

it('reads Retry-After as seconds and as a date', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  expect(retryAfter('7', now)).toBe(7000);
  expect(retryAfter('Sun, 01 Mar 2026 10:00:30 GMT', now)).toBe(30_000);
  expect(retryAfter('Sun, 01 Mar 2026 09:00:00 GMT', now)).toBe(0);
  expect(retryAfter('soon', now)).toBeUndefined();
  expect(retryAfter(null, now)).toBeUndefined();
});

it('takes an address with or without what the app adds itself', () => {
  for (const url of [
    'http://gpu:7997',
    'http://gpu:7997/',
    'http://gpu:7997/embeddings',
    'http://gpu:7997/?a=b#c',
  ]) {
    expect(baseOf(url)).toBe('http://gpu:7997');
  }
  expect(baseOf('http://gpu:8000/v1/embeddings/')).toBe('http://gpu:8000/v1');
});
