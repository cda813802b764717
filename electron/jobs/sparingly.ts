/** A result serves for so many times as long as it took to get. */
const restFactor = 30;
const maxRestMs = 60_000;

interface SparinglyOptions<T> {
  /** Milliseconds of rest at most after this result: work over little may take long only because of its turn. */
  readonly restAtMost?: (value: T) => number;
  readonly now?: () => number;
}

/** Up to so many rows, counting is cheap; what it takes longer is waiting for its turn. */
const fewRows = 20_000;
const fewRowsRestMs = 1000;

/** `restAtMost` for work over `rows` rows. */
export function restByRows(rows: number): number {
  return rows <= fewRows ? fewRowsRestMs : maxRestMs;
}

/**
 * Work that many ask for and that may grow dear, such as counting a million rows: asked again it gives the last
 * result for a while, the longer the dearer it was, so that it takes a thirtieth of the time at most. Those who ask
 * while it runs share it. A failure is not kept.
 */
export function sparingly<T>(
  work: () => Promise<T>,
  { restAtMost = () => maxRestMs, now = () => performance.now() }: SparinglyOptions<T> = {},
) {
  let last: { readonly value: T; readonly until: number } | null = null;
  let running: Promise<T> | null = null;

  async function run(): Promise<T> {
    const started = now();
    const value = await work();
    const ended = now();
    const rest = Math.min(maxRestMs, restAtMost(value), (ended - started) * restFactor);
    last = { value, until: ended + rest };
    return value;
  }

  return async (): Promise<T> => {
    if (last !== null && now() < last.until) return last.value;
    running ??= run().finally(() => {
      running = null;
    });
    return await running;
  };
}
