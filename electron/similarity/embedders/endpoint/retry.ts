import { setTimeout as delay } from 'node:timers/promises';
import { EndpointError } from './error.ts';

export interface RetryOptions {
  /** Tries in all. */
  readonly tries: number;
  /** Whether a server that did not answer in time is asked again. */
  readonly afterTimeout: boolean;
  /** Pause before the second try; doubles with every further one. */
  readonly firstMs: number;
  /** A pause is never longer, whatever the server asks for. */
  readonly mostMs: number;
}

/**
 * Milliseconds to wait before the next try. Half of it is chance, so that desktops that were turned away together
 * don't come back together; what the server asked for is waited at least.
 */
export function pauseBefore(
  failures: number,
  retryAfterMs: number | undefined,
  { firstMs, mostMs }: Pick<RetryOptions, 'firstMs' | 'mostMs'>,
  chance: number = Math.random(),
): number {
  const growing = Math.min(mostMs, firstMs * 2 ** (failures - 1));
  const jittered = growing * (0.5 + chance / 2);
  return Math.min(mostMs, Math.max(jittered, (retryAfterMs ?? 0) * (1 + chance / 4)));
}

/** Tries again what failed for a reason that passes. Rejects with the last failure, or the signal's reason. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  options: RetryOptions,
  signal?: AbortSignal,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof EndpointError) || !error.passes || failures >= options.tries) throw error;
      if (error.why === 'timeout' && !options.afterTimeout) throw error;
      await delay(pauseBefore(failures, error.facts.retryAfterMs, options), undefined, { signal });
    }
  }
}
