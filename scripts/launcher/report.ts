/**
 * What the launcher says on the terminal: one line a step, with its time when it took any.
 * Plain text without escape codes, so that a CI log and a terminal read the same.
 */

/** A failure whose message is for the person: what happened and what to do. Shown without a stack trace. */
export class LauncherError extends Error {
  override readonly name = 'LauncherError';
}

export function say(line: string): void {
  process.stdout.write(`• ${line}\n`);
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs one step and says how long it took. The label is printed first, so that a long step is seen to run. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  process.stdout.write(`• ${label} … `);
  try {
    const result = await work();
    process.stdout.write(`${seconds(performance.now() - started)}\n`);
    return result;
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}

/** The last lines of a longer text, for messages about a failed command. */
export function tail(text: string, lines = 15): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** Runs a task of the launcher: its result is the exit code; an expected failure is shown as a message. */
export async function runMain(task: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await task();
  } catch (error) {
    console.error(
      error instanceof LauncherError ? error.message : error instanceof Error ? error.stack : String(error),
    );
    process.exitCode = 1;
  }
}
