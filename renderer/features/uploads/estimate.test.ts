import { describe, expect, it } from 'vitest';
import { advance, beginEstimate, type Estimate, type Reading, speedOf } from './estimate.ts';

/** One reading each quarter of a second, of a drop whose `done` share the time tells. */
function watch(
  seconds: number,
  of: (at: number) => Pick<Reading, 'bytes' | 'files'>,
  total: Pick<Reading, 'totalBytes' | 'totalFiles'>,
): Estimate[] {
  const reading = (at: number): Reading => ({ at, ...of(at), ...total });
  let estimate = beginEstimate(reading(0));
  const all = [estimate];
  for (let at = 250; at <= seconds * 1000; at += 250) {
    estimate = advance(estimate, reading(at));
    all.push(estimate);
  }
  return all;
}

const large = { totalBytes: 100_000_000, totalFiles: 1 };

describe('the remaining time', () => {
  it('is not told before it is known', () => {
    const told = watch(60, (at) => ({ bytes: at * 1000, files: 0 }), large).map(({ leftMs }) => leftMs);
    expect(told.slice(0, 12)).toEqual(Array(12).fill(null));
    expect(told[13]).not.toBeNull();
  });

  it('is right for a large file at an even pace', () => {
    const at30 = watch(30, (at) => ({ bytes: at * 1000, files: 0 }), large).at(-1);
    expect(at30?.leftMs).toBeGreaterThan(68_000);
    expect(at30?.leftMs).toBeLessThan(72_500);
    expect(Math.round(speedOf(at30 ?? beginEstimate(zero)) ?? 0)).toBe(1_000_000);
  });

  it('is right for thousands of small files, which go by their number', () => {
    const total = { totalBytes: 5000 * 2000, totalFiles: 5000 };
    const of = (at: number) => ({ bytes: (at / 20) * 2000, files: at / 20 });
    expect((watch(20, of, total).at(-1)?.leftMs ?? 0) / 1000).toBeCloseTo(80, 0);
  });

  it('is right soon after a drop that began slowly', () => {
    // The first of 1,500 files is through after five seconds, then 25 a second.
    const files = (at: number) => (at < 5000 ? 0 : Math.floor((at - 5000) / 40) + 1);
    const total = { totalBytes: 1_500_000, totalFiles: 1500 };
    const told = watch(25, (at) => ({ bytes: files(at) * 1000, files: files(at) }), total);
    const known = told.flatMap(({ leftMs }) => leftMs ?? []);
    expect(Math.max(...known)).toBeLessThan(20 * 60_000);
    expect((known.at(-1) ?? 0) / 1000).toBeGreaterThan(35);
    expect((known.at(-1) ?? 0) / 1000).toBeLessThan(90);
  });

  it('never jumps while files come in fits and starts', () => {
    // A file of 10 MB is told as through once every two seconds.
    const of = (at: number) => ({ bytes: Math.floor(at / 2000) * 10_000_000, files: Math.floor(at / 2000) });
    const told = watch(80, of, { totalBytes: 500_000_000, totalFiles: 50 })
      .map(({ leftMs }) => leftMs)
      .filter((left) => left !== null)
      .slice(20);
    for (const [index, left] of told.entries()) {
      const before = told[index - 1];
      if (before !== undefined) expect(Math.abs(left - before)).toBeLessThan(3000);
    }
    expect(told.at(-1)).toBeGreaterThan(12_000);
    expect(told.at(-1)).toBeLessThan(30_000);
  });

  it('follows when the line gets slower', () => {
    const of = (at: number) => ({
      bytes: at < 20_000 ? at * 1000 : 20_000_000 + (at - 20_000) * 100,
      files: 0,
    });
    const told = watch(70, of, large).at(-1)?.leftMs ?? 0;
    expect(told).toBeGreaterThan(600_000);
  });

  it('is not told after nothing moved for long', () => {
    const start = watch(10, (at) => ({ bytes: at * 1000, files: 0 }), large).at(-1) ?? beginEstimate(zero);
    expect(start.leftMs).not.toBeNull();
    const still = advance(start, { ...start.last, at: start.last.at + 20_000 });
    expect(still.leftMs).toBeNull();
  });

  it('takes no harm from a file that begins anew, or from a clock that goes back', () => {
    const start = watch(10, (at) => ({ bytes: at * 1000, files: 0 }), large).at(-1) ?? beginEstimate(zero);
    const again = advance(start, { ...start.last, at: start.last.at + 250, bytes: 0 });
    expect(again.workPace).toBeGreaterThan(0);
    expect(advance(start, { ...start.last, at: 5 }).leftMs).toBe(start.leftMs);
  });
});

const zero: Reading = { at: 0, bytes: 0, totalBytes: 0, files: 0, totalFiles: 0 };
