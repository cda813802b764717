const fewest = 2;
const most = 6;
/** As many as suit a server in the same network. */
const atFirst = 4;
/** So many seconds of sending may be on their way, and so be lost when the line breaks. */
const secondsOnTheWay = 4;

/** How many parts go at once over a line of such a speed: few over a slow one, where more would only wait for each other. */
export function lanesFor(bytesPerSecond: number, partBytes: number): number {
  return Math.min(most, Math.max(fewest, Math.round((bytesPerSecond * secondsOnTheWay) / partBytes)));
}

/** The parts of one file that are on their way at once: so many as suit the speed that they are seen to have. */
export class Lanes {
  #open = atFirst;
  #taken = 0;
  #line: (() => void)[] = [];
  #seen = { bytes: 0, parts: 0, since: Number.POSITIVE_INFINITY };

  get open(): number {
    return this.#open;
  }

  /** Until a lane is free. Rejects with the signal's reason. */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#taken >= this.#open) {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          signal.removeEventListener('abort', look);
          resolve();
        };
        this.#line.push(look);
        signal.addEventListener('abort', look, { once: true });
      });
      signal.throwIfAborted();
    }
    this.#taken += 1;
  }

  /** A part has arrived, or failed: how many of its bytes arrived, and when it set out and ended, in milliseconds. */
  leave(bytes: number, began: number, now: number): void {
    this.#taken -= 1;
    const { parts, since, ...seen } = this.#seen;
    this.#seen = { bytes: seen.bytes + bytes, parts: parts + 1, since: Math.min(since, began) };
    // One part alone says little: the others share the line with it.
    if (this.#seen.parts >= this.#open) {
      const seconds = Math.max(0.001, (now - this.#seen.since) / 1000);
      this.#open = lanesFor(this.#seen.bytes / seconds, Math.max(1, this.#seen.bytes / this.#seen.parts));
      this.#seen = { bytes: 0, parts: 0, since: Number.POSITIVE_INFINITY };
    }
    const line = this.#line;
    this.#line = [];
    for (const look of line) look();
  }
}
