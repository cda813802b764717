import { RequestError } from './error.ts';

/**
 * Lets in what fits into a bounded queue and refuses the rest at once, so that a client can turn elsewhere or
 * wait, instead of everybody waiting longer and longer.
 */
export class Admission {
  readonly #limit: number;
  #inside = 0;

  /** @param limit pictures and texts that may be inside at once, at work or waiting */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get inside(): number {
    return this.#inside;
  }

  get fraction(): number {
    return this.#inside / this.#limit;
  }

  /**
   * Runs `work` for `count` items. A request that is larger than the whole queue gets in when nothing else is.
   *
   * @throws RequestError 429
   */
  async admit<T>(count: number, work: () => Promise<T>): Promise<T> {
    if (this.#inside > 0 && this.#inside + count > this.#limit) {
      throw new RequestError(429, 'The server is overloaded; try again in a moment');
    }
    this.#inside += count;
    try {
      return await work();
    } finally {
      this.#inside -= count;
    }
  }
}
