/** One at a time for each key: the others wait until it is theirs. */
export class Turns {
  readonly #taken = new Map<string, Promise<void>>();

  /** Waits for the turn; the answer ends it. Rejects with the signal's reason. */
  async take(key: string, signal: AbortSignal): Promise<() => void> {
    for (let other = this.#taken.get(key); other !== undefined; other = this.#taken.get(key)) {
      await Promise.race([other, aborted(signal)]);
      signal.throwIfAborted();
    }
    let free = (): void => undefined;
    const turn = new Promise<void>((resolve) => {
      free = resolve;
    });
    this.#taken.set(key, turn);
    return () => {
      if (this.#taken.get(key) === turn) this.#taken.delete(key);
      free();
    };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
