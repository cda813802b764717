import type { Cause, ServerPart } from '../../../shared/contract/connection.ts';
import type { NodeHealth } from '../../../shared/contract/health.ts';

const minuteMs = 60_000;
const minutes = 60;

/** One look at a part: milliseconds of a round trip, or null where there was no answer. */
export interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly latencyMs: number | null;
}

/** Bytes; null where the server does not tell. */
export interface Space {
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  readonly usedBytes: number | null;
}

/** Round trips beyond these are slow enough that a person notices. */
const slowMs: Readonly<Record<ServerPart, number>> = { database: 500, storage: 1000, embedding: 4000 };
/** So many of the last answers decide whether a part is slow, so that one hiccup does not. */
const slowAfter = 3;

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  const lower = sorted[middle - 1];
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

/** The median of each of the last 60 minutes, oldest first; null for a minute without an answer. */
export function medianPerMinute(samples: readonly Sample[], now: number): (number | null)[] {
  const buckets = Array.from({ length: minutes }, (): number[] => []);
  for (const { at, latencyMs } of samples) {
    const age = Math.floor((now - at) / minuteMs);
    if (latencyMs !== null && age >= 0) buckets[minutes - 1 - age]?.push(latencyMs);
  }
  return buckets.map((values) => {
    const middle = median(values);
    return middle === null ? null : Math.round(middle * 10) / 10;
  });
}

/** What is known of one part of the library: its last hour, and how it is now. Nothing here looks at a clock. */
export class NodeRecord {
  readonly part: ServerPart;
  address: string;
  #samples: Sample[] = [];
  #state: 'unknown' | 'up' | 'down' | 'off';
  #version: string | null = null;
  #space: Space = { freeBytes: null, totalBytes: null, usedBytes: null };
  #lastError: { cause: Cause; at: number } | null = null;
  #since: number | null = null;

  constructor(part: ServerPart, address: string, off = false) {
    this.part = part;
    this.address = address;
    this.#state = off ? 'off' : 'unknown';
  }

  get isDown(): boolean {
    return this.#state === 'down';
  }

  answered(at: number, latencyMs: number, version: string | null): void {
    this.#add({ at, latencyMs });
    this.#version = version ?? this.#version;
    this.#enter('up', at);
  }

  missed(at: number, cause: Cause): void {
    this.#add({ at, latencyMs: null });
    this.#lastError = { cause, at };
    this.#enter('down', at);
  }

  /** There is nothing to look at any more; what was seen of the former part is forgotten. */
  off(address: string): void {
    this.address = address;
    this.#state = 'off';
    this.#samples = [];
    this.#version = null;
    this.#lastError = null;
    this.#since = null;
  }

  setSpace(space: Space): void {
    this.#space = space;
  }

  #add(sample: Sample): void {
    this.#samples = [...this.#samples.filter(({ at }) => sample.at - at < minutes * minuteMs), sample];
  }

  #enter(state: 'up' | 'down', at: number): void {
    if (this.#state !== state) this.#since = at;
    this.#state = state;
  }

  #isSlow(): boolean {
    const last = this.#samples.slice(-slowAfter);
    const limit = slowMs[this.part];
    return (
      last.length === slowAfter && last.every(({ latencyMs }) => latencyMs !== null && latencyMs > limit)
    );
  }

  toNode(now: number): NodeHealth {
    const recent = this.#samples.filter(({ at }) => now - at < minutes * minuteMs);
    const answers = recent.filter(({ latencyMs }) => latencyMs !== null).length;
    const last = this.#samples.at(-1) ?? null;
    const slow = this.#state === 'up' && this.#isSlow();
    const state = this.#state === 'up' ? (slow ? 'slow' : 'ok') : this.#state;
    return {
      part: this.part,
      address: this.address,
      state,
      version: this.#version,
      latencyMs: last?.latencyMs == null ? null : Math.round(last.latencyMs * 10) / 10,
      history: medianPerMinute(recent, now),
      answered: recent.length === 0 ? 1 : answers / recent.length,
      ...this.#space,
      warnings: slow ? ['slow'] : [],
      lastError:
        this.#lastError === null
          ? null
          : { cause: this.#lastError.cause, at: new Date(this.#lastError.at).toISOString() },
      checkedAt: last === null ? null : new Date(last.at).toISOString(),
      since: this.#since === null ? null : new Date(this.#since).toISOString(),
    };
  }
}
