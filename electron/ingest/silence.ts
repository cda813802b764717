/** A minute, and how many of them: a hidden window's timers run once a minute at worst. */
const tickMs = 60_000;
const ticks = 5;

/**
 * Gives up what nothing is heard of for minutes: the window that had it was loaded anew. Minutes are counted while they pass,
 * so that a computer that slept was not silent.
 */
export class Silence<K> {
  readonly #giveUp: (key: K) => void;
  readonly #tickMs: number;
  readonly #silent = new Map<K, number>();
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(giveUp: (key: K) => void, ms = tickMs) {
    this.#giveUp = giveUp;
    this.#tickMs = ms;
  }

  heard(key: K): void {
    this.#silent.set(key, 0);
    this.#timer ??= setInterval(() => this.#tick(), this.#tickMs).unref();
  }

  forget(key: K): void {
    this.#silent.delete(key);
    if (this.#silent.size === 0) this.close();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#silent.clear();
  }

  #tick(): void {
    for (const [key, count] of [...this.#silent]) {
      if (count + 1 < ticks) this.#silent.set(key, count + 1);
      else {
        this.forget(key);
        this.#giveUp(key);
      }
    }
  }
}
