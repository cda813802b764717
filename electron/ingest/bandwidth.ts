import { setTimeout as delay } from 'node:timers/promises';

/** At least so many bytes a second: below, servers take a body for one that hangs. */
export const lowestLimit = 50_000;
/** Bytes that may go at once without a limit, and the bounds of what goes at once with one. */
const unlimitedPiece = 1024 * 1024;
const smallestPiece = 4 * 1024;
const largestPiece = 64 * 1024;
/** What was not used for a while may be made up for by so much at once. */
const burstSeconds = 0.25;

/** Time, for tests to tell. */
export interface Clock {
  /** Milliseconds that only go forward. */
  now(): number;
  /** Rejects with the signal's reason. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const realClock: Clock = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
};

/**
 * Keeps everything that is sent below so many bytes a second together, by a token bucket. Who wants to send asks
 * piece by piece and is served in turn, so that all files and parts share what there is. The limit may change at any time.
 */
export class Bandwidth {
  readonly #clock: Clock;
  #limit: number | null;
  #tokens = 0;
  #filledAt: number;
  #turn: Promise<void> = Promise.resolve();
  /** Ends a wait that was reckoned by another limit. */
  #changed = new AbortController();

  /** `limit`: bytes a second, or null for none. */
  constructor(limit: number | null = null, clock: Clock = realClock) {
    this.#clock = clock;
    this.#limit = atLeast(limit);
    this.#filledAt = clock.now();
  }

  get limit(): number | null {
    return this.#limit;
  }

  set limit(limit: number | null) {
    const next = atLeast(limit);
    if (next === this.#limit) return;
    this.#fill();
    this.#limit = next;
    this.#tokens = Math.min(this.#tokens, this.#burst);
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  /** Bytes to ask for at once: few under a tight limit, so that everybody's turn comes often. */
  get piece(): number {
    if (this.#limit === null) return unlimitedPiece;
    return Math.min(largestPiece, Math.max(smallestPiece, Math.round(this.#limit / 32)));
  }

  /** Until so many bytes may be sent; at once (null) where there is no limit. Rejects with the signal's reason. */
  take(bytes: number, signal: AbortSignal): Promise<void> | null {
    if (this.#limit === null) return null;
    const mine = this.#turn.then(() => this.#wait(bytes, signal));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #wait(bytes: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#limit === null) return;
      this.#fill();
      // What is missing may be owed, so that a piece larger than the bucket passes as well.
      if (this.#tokens >= Math.min(bytes, this.#burst)) {
        this.#tokens -= bytes;
        return;
      }
      const missing = Math.min(bytes, this.#burst) - this.#tokens;
      const changed = this.#changed.signal;
      await this.#clock
        .wait(Math.ceil((missing / this.#limit) * 1000), AbortSignal.any([signal, changed]))
        .catch((error: unknown) => {
          if (!changed.aborted) throw error;
        });
    }
  }

  get #burst(): number {
    return (this.#limit ?? 0) * burstSeconds;
  }

  #fill(): void {
    const now = this.#clock.now();
    const earned = ((now - this.#filledAt) / 1000) * (this.#limit ?? 0);
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#filledAt = now;
  }
}

function atLeast(limit: number | null): number | null {
  return limit === null ? null : Math.max(lowestLimit, limit);
}
