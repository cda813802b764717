import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../../net/network-cause.ts';
import { S3Failure } from './failure.ts';

const attempts = 4;
const firstPauseMs = 200;
const longestPauseMs = 5000;

/** Refused for load before anything was done, so that any request may be sent again. */
const busyStatus = new Set([429, 503]);
/** Something may have been done. */
const unclearStatus = new Set([500, 502, 504]);
const brokenCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Whether the same request may well succeed in a moment. `repeatable`: doing it twice is as good as once. */
export function isWorthRepeating(error: unknown, repeatable: boolean): boolean {
  if (!(error instanceof S3Failure)) return repeatable && brokenCodes.has(systemCode(error));
  if (busyStatus.has(error.status) || error.code.startsWith('SlowDown')) return true;
  return repeatable && unclearStatus.has(error.status);
}

/** Milliseconds to wait before the next attempt: doubling, with full jitter, or what the server asks for. */
export function pauseBefore(attempt: number, error: unknown, random: () => number = Math.random): number {
  const asked = error instanceof S3Failure ? Number(error.headers['retry-after']) : Number.NaN;
  if (asked > 0) return Math.min(asked * 1000, longestPauseMs);
  return Math.min(firstPauseMs * 2 ** attempt, longestPauseMs) * (0.5 + random() / 2);
}

/** Does `work` again while it fails for a reason that passes; four times at most. */
export async function withRetries<T>(repeatable: boolean, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt + 1 >= attempts || !isWorthRepeating(error, repeatable)) throw error;
      await delay(pauseBefore(attempt, error));
    }
  }
}
