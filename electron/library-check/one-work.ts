import type { CheckStatus } from '../../shared/contract/check.ts';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';

export type Running = NonNullable<CheckStatus['running']>;

interface OneWorkOptions {
  /** Of several desktops one does it; null when another one is at it. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T | null>;
  readonly onChange: () => void;
}

/** At most one piece of work at a time, here and on all desktops, with how far it is. */
export class OneWork {
  readonly #options: OneWorkOptions;
  #running: { state: Running; readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  #failed: ErrorCode | null = null;
  #closed = false;

  constructor(options: OneWorkOptions) {
    this.#options = options;
  }

  get running(): Running | null {
    return this.#running?.state ?? null;
  }

  /** Why the last one broke off, unless somebody wanted it to. */
  get failed(): ErrorCode | null {
    return this.#failed;
  }

  /** Resolves once the work has begun, with its result to come. Throws `busy` when something is at it already. */
  async begin<T>(
    work: Running['work'],
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ readonly result: Promise<T> }> {
    if (this.#running !== null || this.#closed) throw busy();
    const abort = new AbortController();
    let begun: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const result = this.#options
      .alone(async () => {
        begun();
        return { value: await run(abort.signal) };
      })
      .then((answer) => {
        if (answer === null) throw busy();
        return answer.value;
      });
    const ended = result.then(
      () => this.#ended(null, abort.signal),
      (error: unknown) => this.#ended(error, abort.signal),
    );
    const startedAt = new Date().toISOString();
    const state = {
      work,
      phase: 'rows',
      done: 0,
      total: null,
      bytesDone: 0,
      startedAt,
      cancelling: false,
    } as const;
    this.#running = { state, abort, ended };
    this.#options.onChange();
    // Whether another desktop is at it is known at once.
    await Promise.race([held, result]);
    return { result };
  }

  progress(change: Partial<Running>): void {
    if (this.#running === null) return;
    this.#running.state = { ...this.#running.state, ...change };
    this.#options.onChange();
  }

  /** Resolves when nothing runs any more. */
  async ended(): Promise<void> {
    await this.#running?.ended;
  }

  async stop(): Promise<void> {
    this.progress({ cancelling: true });
    this.#running?.abort.abort();
    await this.ended();
  }

  /** As `stop`, and nothing begins any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
  }

  #ended(error: unknown, { aborted }: AbortSignal): void {
    this.#running = null;
    this.#failed = null;
    if (error !== null && !aborted && !isBusy(error)) {
      this.#failed = error instanceof AppError ? error.code : 'internal';
      log.error('checking the library', error);
    }
    this.#options.onChange();
  }
}

export const isBusy = (error: unknown): boolean => error instanceof AppError && error.code === 'busy';

function busy(): AppError {
  return new AppError('busy', 'A check is under way', {}, true);
}
