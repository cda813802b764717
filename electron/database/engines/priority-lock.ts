export type Priority = 'interactive' | 'background';

/** Interactive turns in a row that a waiting background turn lets pass. */
const PATIENCE = 20;

/**
 * A lock that is handed to interactive waiters before background ones, first come first served
 * within each, and now and then to the background so that it never starves.
 */
export class PriorityLock {
  readonly #waiting: Record<Priority, (() => void)[]> = { interactive: [], background: [] };
  #held = false;
  #overtaken = 0;

  /** Resolves with the function that gives the lock back; calling it again does nothing. */
  async acquire(priority: Priority): Promise<() => void> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting[priority].push(resolve));
    else this.#held = true;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#handOver();
    };
  }

  #handOver(): void {
    const { interactive, background } = this.#waiting;
    const yields = background.length > 0 && (interactive.length === 0 || this.#overtaken >= PATIENCE);
    const next = yields ? background.shift() : interactive.shift();
    this.#overtaken = yields || background.length === 0 ? 0 : this.#overtaken + 1;
    if (next) next();
    else this.#held = false;
  }
}
