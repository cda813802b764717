import { z } from 'zod';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of those that passed, how many had to be repeated. */
  readonly flaky?: number;
}

const vitestSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
});

/** Counts from the report of Vitest's JSON reporter. */
export function countVitest(report: unknown): TestCounts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = vitestSchema.parse(report);
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

const playwrightSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

/** Counts from the report of Playwright's JSON reporter. A test that passed only when repeated is counted apart, too. */
export function countPlaywright(report: unknown): TestCounts {
  const { expected, unexpected, flaky, skipped } = playwrightSchema.parse(report).stats;
  return { passed: expected + flaky, failed: unexpected, skipped, flaky };
}

export interface StageResult {
  readonly name: string;
  readonly ok: boolean;
  readonly milliseconds: number;
  /** Absent for stages that are no tests, and where the tests never got to report. */
  readonly counts?: TestCounts;
}

/**
 * Adds the stages up. A stage that failed without a failed test of its own (types, lint, a test file that can't be
 * loaded, a run that broke off) counts as one failure, so that "0 failed" always means that all is well.
 */
export function totalOf(stages: readonly StageResult[]): { passed: number; failed: number } {
  let passed = 0;
  let failed = 0;
  for (const { ok, counts } of stages) {
    passed += counts?.passed ?? 0;
    failed += counts?.failed ?? 0;
    if (!ok && (counts?.failed ?? 0) === 0) failed += 1;
  }
  return { passed, failed };
}

/** The table of stages and, alone on the last line, `N passed, N failed`. */
export function formatSummary(stages: readonly StageResult[]): string {
  const width = Math.max(...stages.map((stage) => stage.name.length), 0);
  const rows = stages.map(({ name, ok, milliseconds, counts }) => {
    const time = `${(milliseconds / 1000).toFixed(1)} s`.padStart(9);
    const skipped = counts !== undefined && counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    const flaky = counts?.flaky ? `, ${counts.flaky} only when repeated` : '';
    const tests =
      counts === undefined ? '' : `  (${counts.passed} passed, ${counts.failed} failed${skipped}${flaky})`;
    return `${name.padEnd(width)}  ${ok ? 'ok    ' : 'FAILED'} ${time}${tests}`;
  });
  const { passed, failed } = totalOf(stages);
  return [...rows, '', `${passed} passed, ${failed} failed`].join('\n');
}
