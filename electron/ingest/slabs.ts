/** Bytes of one slab. */
export const slabBytes = 1024 * 1024;

interface Waiting {
  readonly count: number;
  readonly grant: () => void;
}

/** So many slabs, until they are given back. */
export interface Lease {
  readonly slabs: readonly Buffer[];
  /** Gives the slabs back; their bytes are somebody else's from then on. The second time does nothing. */
  release(): void;
}

/**
 * The memory that bytes on their way to the store take: slabs of the same size that are used again and again, and no
 * more than so many. Who asks is served in turn, so that large files are not passed over by small ones.
 */
export class Slabs {
  readonly #most: number;
  readonly #free: Buffer[] = [];
  readonly #line: Waiting[] = [];
  #taken = 0;

  /** `most`: slabs at once. Who wants more than all of them gets them when nobody has any. */
  constructor(most: number) {
    this.#most = most;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Slabs that hold so many bytes. Rejects with the signal's reason. */
  async lease(bytes: number, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    const count = Math.max(1, Math.ceil(bytes / slabBytes));
    if (this.#line.length > 0 || !this.#fits(count)) await this.#wait(count, signal);
    else this.#taken += count;
    // Never cleared: a slab is read only as far as it was written to.
    const slabs = Array.from({ length: count }, () => this.#free.pop() ?? Buffer.allocUnsafeSlow(slabBytes));
    let released = false;
    return {
      slabs,
      release: () => {
        if (released) return;
        released = true;
        this.#taken -= count;
        this.#free.push(...slabs);
        this.#serve();
        // With nothing on its way the memory is the system's again.
        if (this.#taken === 0) this.#free.length = 0;
      },
    };
  }

  #wait(count: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const index = this.#line.indexOf(waiting);
        if (index !== -1) this.#line.splice(index, 1);
        this.#serve();
        reject(signal.reason);
      };
      const waiting: Waiting = {
        count,
        grant: () => {
          signal.removeEventListener('abort', leave);
          this.#taken += count;
          resolve();
        },
      };
      this.#line.push(waiting);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #fits(count: number): boolean {
    return this.#taken === 0 || this.#taken + count <= this.#most;
  }

  #serve(): void {
    for (;;) {
      const [first] = this.#line;
      if (first === undefined || !this.#fits(first.count)) return;
      this.#line.shift();
      first.grant();
    }
  }
}

/** A stretch of slabs as what is in it: whole slabs and the beginning of the last. */
export function filled(slabs: readonly Buffer[], bytes: number): readonly Buffer[] {
  return slabs.flatMap((slab, index) => {
    const length = Math.min(slabBytes, bytes - index * slabBytes);
    return length > 0 ? [slab.subarray(0, length)] : [];
  });
}
