/** Bytes that passed are looked at over this long, so that the speed neither jumps nor lags. */
const windowMs = 10_000;

/** How far a move is and how fast it goes. Times in milliseconds of a steady clock. */
export class MoveProgress {
  assets = 0;
  assetsDone = 0;
  assetsPresent = 0;
  bytes = 0;
  /** Of the originals of assets that are done. */
  bytesSettled = 0;
  /** Bytes of assets on their way, and how many each has at most. */
  readonly #flying = new Map<string, { bytes: number; most: number }>();
  #samples: { at: number; bytes: number }[] = [];
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Of originals, whether they passed now, earlier or were there. */
  get bytesDone(): number {
    let sum = this.bytesSettled;
    for (const { bytes, most } of this.#flying.values()) sum += Math.min(bytes, most);
    return sum;
  }

  /** The asset is done, or given up for now. */
  landed(id: string): void {
    this.#flying.delete(id);
  }

  /** Bytes of an asset, whose original has `most`, that went to the destination this moment. */
  passed(id: string, most: number, bytes: number): void {
    const flight = this.#flying.get(id) ?? { bytes: 0, most };
    flight.bytes += bytes;
    this.#flying.set(id, flight);
    const at = this.#now();
    const last = this.#samples.at(-1);
    // A second is fine enough for a speed.
    if (last !== undefined && at - last.at < 1000) last.bytes += bytes;
    else this.#samples.push({ at, bytes });
    this.#forget(at);
  }

  /** Null until something has passed for a second. */
  get bytesPerSecond(): number | null {
    const now = this.#now();
    this.#forget(now);
    const [first] = this.#samples;
    if (first === undefined || now - first.at < 1000) return null;
    const sum = this.#samples.reduce((total, { bytes }) => total + bytes, 0);
    return Math.round((sum / (now - first.at)) * 1000);
  }

  get secondsLeft(): number | null {
    const speed = this.bytesPerSecond;
    return speed === null || speed === 0 ? null : Math.ceil(Math.max(0, this.bytes - this.bytesDone) / speed);
  }

  #forget(now: number): void {
    while (this.#samples.length > 0 && now - (this.#samples[0]?.at ?? now) > windowMs) this.#samples.shift();
  }
}
