export interface Timing {
  readonly p50: number;
  readonly p95: number;
}

/** Milliseconds of `runs` runs, after two that warm up. */
export async function measure(runs: number, work: (run: number) => Promise<unknown>): Promise<Timing> {
  await work(0);
  await work(1);
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work(run);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

export function report(name: string, { p50, p95 }: Timing, target?: number): void {
  const aim = target === undefined ? '' : `  aim ${target}  ${p95 <= target ? 'met' : 'MISSED'}`;
  console.log(
    `${name.padEnd(52)} p50 ${p50.toFixed(1).padStart(7)}  p95 ${p95.toFixed(1).padStart(7)} ms${aim}`,
  );
}
