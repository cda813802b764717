import { z } from 'zod';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Names of those that passed only when repeated. */
  readonly repeated?: readonly string[];
}

const vitestSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
});

/** Counts from the report of Vitest's JSON reporter, and the list that `RepeatedReporter` writes. */
export function countVitest(report: unknown, repeated: unknown): TestCounts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = vitestSchema.parse(report);
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
    repeated: z.array(z.string()).parse(repeated),
  };
}

const playwrightSpecSchema = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(z.object({ status: z.string() })),
});

interface PlaywrightSuite {
  readonly specs: readonly z.infer<typeof playwrightSpecSchema>[];
  readonly suites: readonly PlaywrightSuite[];
}

const playwrightSuiteSchema: z.ZodType<PlaywrightSuite> = z.object({
  specs: z.array(playwrightSpecSchema),
  get suites() {
    return z.array(playwrightSuiteSchema).default([]);
  },
});

const playwrightSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  suites: z.array(playwrightSuiteSchema).default([]),
});

/** Counts from the report of Playwright's JSON reporter, with the names of tests that passed only when repeated. */
export function countPlaywright(report: unknown): TestCounts {
  const { stats, suites } = playwrightSchema.parse(report);
  const { expected, unexpected, flaky, skipped } = stats;
  return { passed: expected + flaky, failed: unexpected, skipped, repeated: suites.flatMap(flakyOf) };
}

function flakyOf({ specs, suites }: PlaywrightSuite): string[] {
  const flaky = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'));
  return [...flaky.map(({ file, title }) => `${file} > ${title}`), ...suites.flatMap(flakyOf)];
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

/** The table of stages, the tests that had to be repeated and, alone on the last line, `N passed, N failed`. */
export function formatSummary(stages: readonly StageResult[]): string {
  const width = Math.max(...stages.map((stage) => stage.name.length), 0);
  const rows = stages.map(({ name, ok, milliseconds, counts }) => {
    const time = `${(milliseconds / 1000).toFixed(1)} s`.padStart(9);
    const skipped = counts !== undefined && counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    const again = counts?.repeated?.length ?? 0;
    const repeated = again > 0 ? `, ${again} only when repeated` : '';
    const tests =
      counts === undefined ? '' : `  (${counts.passed} passed, ${counts.failed} failed${skipped}${repeated})`;
    return `${name.padEnd(width)}  ${ok ? 'ok    ' : 'FAILED'} ${time}${tests}`;
  });
  const names = stages.flatMap(({ counts }) => counts?.repeated ?? []);
  const repeated =
    names.length > 0 ? ['', 'Passed only when repeated:', ...names.map((name) => `  ${name}`)] : [];
  const { passed, failed } = totalOf(stages);
  return [...rows, ...repeated, '', `${passed} passed, ${failed} failed`].join('\n');
}
