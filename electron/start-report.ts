/** Tells the launcher, when it asked with `--headless-check`, how long the start took. */
export interface StartReport {
  /** The window has painted. */
  window(): void;
  /** The window can be used; the library may still be opening. */
  interactive(): void;
}

/** Times are in ms from the start of the process. */
export function startReport(argv: readonly string[]): StartReport {
  const wanted = argv.includes('--headless-check');
  const sinceStart = (): number => Math.round(Date.now() - (performance.timeOrigin || Date.now()));
  let windowMs: number | null = null;
  let interactiveMs: number | null = null;
  let told = false;

  function tell(): void {
    if (told || !wanted || windowMs === null || interactiveMs === null) return;
    told = true;
    process.stdout.write(`ready ${JSON.stringify({ windowMs, interactiveMs })}\n`);
  }

  return {
    window() {
      windowMs ??= sinceStart();
      tell();
    },
    interactive() {
      interactiveMs ??= sinceStart();
      tell();
    },
  };
}
