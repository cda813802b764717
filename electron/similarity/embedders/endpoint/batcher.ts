export interface BatcherOptions<I, O> {
  /** Items of one batch. */
  readonly most: number;
  /** How long the first item waits for company. */
  readonly waitMs: number;
  /** Gives one outcome for each item, in their order; a rejection is the outcome of all. */
  readonly run: (items: readonly I[]) => Promise<readonly PromiseSettledResult<O>[]>;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (value: O) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers single calls that come about together into batches. */
export function createBatcher<I, O>({ most, waitMs, run }: BatcherOptions<I, O>): (item: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = [];
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const batch = waiting;
    waiting = [];
    run(batch.map(({ item }) => item)).then(
      (outcomes) => {
        for (const [at, { resolve, reject }] of batch.entries()) {
          const outcome = outcomes[at];
          if (outcome?.status === 'fulfilled') resolve(outcome.value);
          else reject(outcome?.reason ?? new Error('A batch ended without this item'));
        }
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error);
      },
    );
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length >= most) flush();
      else timer ??= setTimeout(flush, waitMs);
    });
}
