interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does for many at once what each asks for by itself: what comes while a group is being worked on makes the next
 * one. `work` answers in the order that it was asked in. A group that fails is tried one by one, so that nobody fails
 * by another's fault.
 */
export class Together<T, R> {
  readonly #work: (items: readonly T[]) => Promise<readonly R[]>;
  readonly #most: number;
  #waiting: Waiting<T, R>[] = [];
  #running = false;

  /** `most`: items of one group. */
  constructor(most: number, work: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#most = most;
    this.#work = work;
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // Those who ask in the same turn are one group already.
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#most);
      await this.#settle(group).catch(async (error: unknown) => {
        if (group.length === 1) group[0]?.reject(error);
        else for (const one of group) await this.#settle([one]).catch(one.reject);
      });
    }
    this.#running = false;
  }

  async #settle(group: readonly Waiting<T, R>[]): Promise<void> {
    const results = await this.#work(group.map(({ item }) => item));
    if (results.length !== group.length) throw new Error('A group was not answered in full');
    for (const [index, result] of results.entries()) group[index]?.resolve(result);
  }
}
