export interface SparkLine {
  /** SVG path data for each unbroken run of answers, in a box of `history.length` by 1, zero at the bottom. */
  readonly runs: readonly string[];
  /** The slowest of them; null where nothing was measured. */
  readonly peak: number | null;
}

/** The scale never ends below this many milliseconds, so that a calm line looks calm. */
const leastScaleMs = 20;

const short = (value: number): string => String(Math.round(value * 1000) / 1000);

/**
 * Draws latencies as lines that break where there was no answer.
 *
 * @param history milliseconds, oldest first; null where there was no answer
 */
export function sparkLine(history: readonly (number | null)[]): SparkLine {
  const known = history.filter((value) => value !== null);
  if (known.length === 0) return { runs: [], peak: null };
  const peak = Math.max(...known);
  const scale = Math.max(peak, leastScaleMs);
  const runs: string[] = [];
  let run: string[] = [];
  const end = (): void => {
    const [first] = run;
    // A single minute is drawn as a dash as wide as the minute.
    if (run.length === 1 && first !== undefined) run.push('h0.6');
    if (run.length > 0) runs.push(run.join(''));
    run = [];
  };
  history.forEach((value, minute) => {
    if (value === null) end();
    else run.push(`${run.length === 0 ? 'M' : 'L'}${short(minute + 0.2)} ${short(1 - value / scale)}`);
  });
  end();
  return { runs, peak };
}
