/** A result serves for so many times as long as it took to get. */
const restFactor = 30;
const maxRestMs = 60_000;

/**
 * Work that many ask for and that may grow dear, such as counting a million rows: asked again it gives the last
 * result for a while, the longer the dearer it was, so that it takes a thirtieth of the time at most. Those who ask
 * while it runs share it. A failure is not kept.
 */
export function sparingly<T>(work: () => Promise<T>, now: () => number = () => performance.now()) {
  let last: { readonly value: T; readonly until: number } | null = null;
  let running: Promise<T> | null = null;

  async function run(): Promise<T> {
    const started = now();
    const value = await work();
    const ended = now();
    last = { value, until: ended + Math.min(maxRestMs, (ended - started) * restFactor) };
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
