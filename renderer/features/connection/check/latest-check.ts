/** How a part's test stands. */
export type CheckState<T> =
  /** Fields are missing. */
  | { phase: 'incomplete' }
  /** Waits for the typing to end. */
  | { phase: 'waiting' }
  | { phase: 'testing' }
  | { phase: 'done'; result: T }
  /** The test itself could not be made. */
  | { phase: 'error'; error: unknown };

interface Options<I, T> {
  readonly check: (input: I) => Promise<T>;
  readonly onState: (state: CheckState<T>) => void;
  /** Pause in the typing after which a test begins. */
  readonly pauseMs: number;
}

/**
 * Tests the latest input: after a pause, or at once when asked to. An answer for older input is dropped. Inputs live
 * here for as long as they are tested, and nowhere else.
 */
export class LatestCheck<I, T> {
  readonly #options: Options<I, T>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Raised with every input: an answer that carries an older number is for older input. */
  #turn = 0;

  constructor(options: Options<I, T>) {
    this.#options = options;
  }

  /** New input; null while it is not complete. */
  change(input: I | null): void {
    this.stop();
    if (input === null) {
      this.#options.onState({ phase: 'incomplete' });
      return;
    }
    this.#options.onState({ phase: 'waiting' });
    this.#timer = setTimeout(() => void this.#run(input), this.#options.pauseMs);
  }

  /** Tests now. Answers how it went; null when newer input came meanwhile. */
  now(input: I): Promise<CheckState<T> | null> {
    this.stop();
    return this.#run(input);
  }

  /** Forgets the input and whatever is on its way for it. */
  stop(): void {
    this.#turn += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #run(input: I): Promise<CheckState<T> | null> {
    const turn = this.#turn;
    this.#timer = null;
    this.#options.onState({ phase: 'testing' });
    let outcome: CheckState<T>;
    try {
      outcome = { phase: 'done', result: await this.#options.check(input) };
    } catch (error) {
      outcome = { phase: 'error', error };
    }
    if (turn !== this.#turn) return null;
    this.#options.onState(outcome);
    return outcome;
  }
}
