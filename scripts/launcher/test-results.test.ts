import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, formatSummary, totalOf } from './test-results.ts';

const vitest = { success: true, numPassedTests: 12, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };
const spec = (title: string, status: string) => ({ title, file: 'browse.spec.ts', tests: [{ status }] });
const playwright = {
  stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2, duration: 3 },
  suites: [
    {
      specs: [spec('one', 'expected')],
      suites: [{ specs: [spec('two', 'flaky'), spec('three', 'skipped')] }],
    },
  ],
};

describe('counting', () => {
  it("reads Vitest's report", () => {
    expect(countVitest(vitest, [])).toEqual({ passed: 12, failed: 0, skipped: 2, repeated: [] });
  });

  it("reads Playwright's report and names what passed only when repeated", () => {
    expect(countPlaywright(playwright)).toEqual({
      passed: 6,
      failed: 1,
      skipped: 2,
      repeated: ['browse.spec.ts > two'],
    });
  });

  it('refuses what is no report', () => {
    expect(() => countVitest({}, [])).toThrow();
    expect(() => countVitest(vitest, {})).toThrow();
    expect(() => countPlaywright(null)).toThrow();
  });
});

describe('the summary', () => {
  const unit = { name: 'unit', ok: true, milliseconds: 1234, counts: countVitest(vitest, []) };
  const types = { name: 'types', ok: true, milliseconds: 100 };

  it('ends with the sum of both, alone on its line', () => {
    const e2e = { name: 'e2e', ok: false, milliseconds: 1, counts: countPlaywright(playwright) };
    expect(formatSummary([types, unit, e2e]).split('\n').at(-1)).toBe('18 passed, 1 failed');
  });

  it('names what passed only when repeated', () => {
    const e2e = { name: 'e2e', ok: true, milliseconds: 1, counts: countPlaywright(playwright) };
    const servers = { ...unit, counts: countVitest(vitest, ['tests/servers/a.test.ts > b']) };
    const lines = formatSummary([unit, servers, e2e]).split('\n');
    expect(lines[0]).toContain('(12 passed, 0 failed, 2 skipped)');
    expect(lines[2]).toContain('(6 passed, 1 failed, 2 skipped, 1 only when repeated)');
    expect(lines.slice(3, -2)).toEqual([
      '',
      'Passed only when repeated:',
      '  tests/servers/a.test.ts > b',
      '  browse.spec.ts > two',
    ]);
  });

  it('shows the time of each stage and the tests left out', () => {
    expect(formatSummary([unit])).toMatch(/^unit\s+ok\s+1\.2 s\s+\(12 passed, 0 failed, 2 skipped\)$/m);
  });

  it('never says "0 failed" when a stage failed without a failed test', () => {
    expect(totalOf([{ ...types, ok: false }, unit])).toEqual({ passed: 12, failed: 1 });
    expect(totalOf([{ ...unit, ok: false }])).toEqual({ passed: 12, failed: 1 });
  });
});
