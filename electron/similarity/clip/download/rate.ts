const WINDOW_MS = 5_000;

/** Bytes a second over the last few seconds, from counts that only grow. */
export class Rate {
  readonly #samples: { at: number; bytes: number }[] = [];

  /** @param at milliseconds of any steady clock */
  add(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    while ((this.#samples[1]?.at ?? at) < at - WINDOW_MS) this.#samples.shift();
  }

  /** Null until there is something to tell it from. */
  get bytesPerSecond(): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < 200) return null;
    return Math.max(0, Math.round(((last.bytes - first.bytes) * 1_000) / (last.at - first.at)));
  }
}
