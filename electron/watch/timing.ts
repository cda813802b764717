/** How patient watching is; milliseconds. */
export interface WatchTiming {
  /** A file is taken when nothing of it changed for so long. */
  readonly quietMs: number;
  /** What is told of changes is gathered for so long. */
  readonly gatherMs: number;
  /** Between looks through a folder whose changes are told, and one whose changes are not. */
  readonly lookMs: number;
  readonly pollMs: number;
  /** Between looks for a folder that is missing. */
  readonly missingMs: number;
  /** Between looks for local copies that are past their time. */
  readonly clearMs: number;
  /** A copy that the library did not hold is asked for again after so long. */
  readonly heldBackMs: number;
  /** Before a failed file is tried again; doubled each time, up to an hour. */
  readonly retryMs: number;
  /** `never`: as on drives where nobody tells of changes. */
  readonly hints: 'auto' | 'never';
}

export const usualTiming: WatchTiming = {
  quietMs: 3_000,
  gatherMs: 250,
  lookMs: 60_000,
  pollMs: 15_000,
  missingMs: 10_000,
  clearMs: 10 * 60_000,
  heldBackMs: 6 * 3600_000,
  retryMs: 60_000,
  hints: 'auto',
};

/** Looking through a large folder takes its time; it is done no more than for a twentieth of it. */
const share = 20;

/** When to look through a folder again after a look that took so long. */
export function nextLookMs(timing: WatchTiming, polling: boolean, tookMs: number): number {
  return Math.max(polling ? timing.pollMs : timing.lookMs, Math.min(tookMs * share, 30 * 60_000));
}

export function retryDelayMs({ retryMs }: WatchTiming, attempts: number): number {
  return Math.min(retryMs * 2 ** Math.min(attempts - 1, 10), 3600_000);
}
