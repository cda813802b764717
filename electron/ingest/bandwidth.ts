import { setTimeout as delay } from 'node:timers/promises';
import { lowestUploadLimit } from '../../shared/contract/app.ts';

/** Bytes that go at once without a limit, and the bounds of what goes at once with one. */
const unlimitedPiece = 1024 * 1024;
const smallestPiece = 4 * 1024;
const largestPiece = 64 * 1024;
/** Of a second; so many pieces of everybody together make up the limit. */
const piecesASecond = 32;
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
 * piece by piece and is served in turn, so that all files and parts share what there is.
 */
export class Bandwidth {
  readonly #chosen: () => number | null;
  readonly #clock: Clock;
  #tokens = 0;
  #filledAt: number;
  #turn: Promise<void> = Promise.resolve();

  /** `chosen`: bytes a second, or null for no limit; asked each time, for it may change while files are on their way. */
  constructor(chosen: () => number | null = () => null, clock: Clock = realClock) {
    this.#chosen = chosen;
    this.#clock = clock;
    this.#filledAt = clock.now();
  }

  /** Bytes to ask for at once: few under a tight limit, so that everybody's turn comes often. */
  get piece(): number {
    const limit = this.#limit;
    if (limit === null) return unlimitedPiece;
    return Math.min(largestPiece, Math.max(smallestPiece, Math.round(limit / piecesASecond)));
  }

  /** Until so many bytes may be sent; null where there is no limit. Rejects with the signal's reason. */
  take(bytes: number, signal: AbortSignal): Promise<void> | null {
    if (this.#limit === null) return null;
    const mine = this.#turn.then(() => this.#wait(bytes, signal));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #wait(bytes: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const limit = this.#limit;
      if (limit === null) return;
      this.#fill(limit);
      // A piece that is larger than the bucket passes when the bucket is full, and is owed for.
      const enough = Math.min(bytes, limit * burstSeconds);
      if (this.#tokens >= enough) {
        this.#tokens -= bytes;
        return;
      }
      await this.#clock.wait(Math.ceil(((enough - this.#tokens) / limit) * 1000), signal);
    }
  }

  get #limit(): number | null {
    const chosen = this.#chosen();
    return chosen === null ? null : Math.max(lowestUploadLimit, chosen);
  }

  #fill(limit: number): void {
    const now = this.#clock.now();
    const earned = ((now - this.#filledAt) / 1000) * limit;
    this.#tokens = Math.min(limit * burstSeconds, this.#tokens + earned);
    this.#filledAt = now;
  }
}
