import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Group } from './grid-layout.ts';
import { justify } from './justify.ts';
import { decodeRatio, encodeRatio } from './ratio.ts';

const spacing = { gap: 8, side: 16, top: 14, bottom: 24, header: 36 };

function lay(ratios: readonly number[], width: number, rowHeight: number, groups: readonly Group[] = []) {
  return justify(Uint8Array.from(ratios), { ...spacing, width, rowHeight, groups });
}

const anyRatios = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 300 });
const anyWidth = fc.integer({ min: 320, max: 3840 });
const anyHeight = fc.integer({ min: 80, max: 360 });
const anyGroups = fc.array(
  fc.record({ key: fc.constantFrom('2026-11-20', '2026-11-19', ''), count: fc.integer({ min: 1, max: 60 }) }),
  { maxLength: 12 },
);

describe('ratio byte', () => {
  it('keeps ratios within 1.1 % both ways', () => {
    for (const ratio of [0.1, 0.5, 0.75, 1, 1.5, 16 / 9, 3, 10]) {
      expect(Math.abs(decodeRatio(encodeRatio(ratio)) / ratio - 1)).toBeLessThan(0.011);
    }
  });

  it('reads an unknown ratio as a square', () => {
    expect(decodeRatio(0)).toBe(1);
    expect(encodeRatio(Number.NaN)).toBe(0);
    expect(encodeRatio(0)).toBe(0);
  });
});

describe('justified rows', () => {
  it('have nothing to lay out in an empty result', () => {
    expect(lay([], 900, 186)).toMatchObject({ count: 0, height: 14 + 24, headers: [] });
  });

  it('keep the order, leave the gap between neighbours and never overlap', () => {
    fc.assert(
      fc.property(anyRatios, anyWidth, anyHeight, anyGroups, (ratios, width, rowHeight, groups) => {
        const layout = lay(ratios, width, rowHeight, groups);
        let bottom = 0;
        for (let row = 0; row < layout.rowTop.length; row += 1) {
          const start = layout.rowStart[row] ?? -1;
          const end = layout.rowStart[row + 1] ?? -1;
          expect(end).toBeGreaterThan(start);
          expect(layout.rowTop[row]).toBeGreaterThanOrEqual(bottom);
          bottom = (layout.rowTop[row] ?? 0) + (layout.rowHeight[row] ?? 0) + spacing.gap;
          expect(layout.left[start]).toBe(spacing.side);
          for (let index = start + 1; index < end; index += 1) {
            const before = (layout.left[index - 1] ?? 0) + (layout.itemWidth[index - 1] ?? 0);
            expect(layout.left[index]).toBe(before + spacing.gap);
          }
        }
        expect(layout.rowStart[layout.rowTop.length]).toBe(ratios.length);
      }),
    );
  });

  it('fill the width to the pixel, all but the last row of a group', () => {
    fc.assert(
      fc.property(anyRatios, anyWidth, anyHeight, anyGroups, (ratios, width, rowHeight, groups) => {
        const layout = lay(ratios, width, rowHeight, groups);
        const groupEnds = new Set<number>([ratios.length]);
        let start = 0;
        for (const group of groups) {
          start += group.count;
          groupEnds.add(Math.min(ratios.length, start));
        }
        for (let row = 0; row < layout.rowTop.length; row += 1) {
          const end = layout.rowStart[row + 1] ?? 0;
          const right = (layout.left[end - 1] ?? 0) + (layout.itemWidth[end - 1] ?? 0);
          if (groupEnds.has(end)) expect(right).toBeLessThanOrEqual(width - spacing.side);
          else expect(right).toBe(width - spacing.side);
        }
      }),
    );
  });

  it('come close to the wished height', () => {
    const ratios = Array.from({ length: 400 }, (_, index) =>
      encodeRatio([1.5, 0.8, 1, 1.78, 0.67][index % 5] ?? 1),
    );
    const layout = lay(ratios, 900, 186);
    for (const height of layout.rowHeight) {
      expect(height).toBeGreaterThan(186 * 0.7);
      expect(height).toBeLessThan(186 * 1.4);
    }
  });

  it('start every group on a row of its own below its header', () => {
    const layout = lay(Array(10).fill(128), 900, 186, [
      { key: '2026-11-20', count: 3 },
      { key: '2026-11-19', count: 7 },
    ]);
    expect(layout.headers.map(({ key, start, count }) => ({ key, start, count }))).toEqual([
      { key: '2026-11-20', start: 0, count: 3 },
      { key: '2026-11-19', start: 3, count: 7 },
    ]);
    expect([...layout.rowStart]).toContain(3);
    const second = layout.headers[1];
    expect(layout.rowTop[[...layout.rowStart].indexOf(3)]).toBe((second?.top ?? 0) + spacing.header);
  });

  it('show what the groups do not count below them', () => {
    const layout = lay(Array(5).fill(128), 900, 186, [{ key: '2026-11-20', count: 2 }]);
    expect(layout.count).toBe(5);
    expect([...layout.rowStart]).toEqual([0, 2, 5]);
  });

  it('lay out a million pictures into rows that hold them all', () => {
    const ratios = new Uint8Array(1_000_000);
    for (let index = 0; index < ratios.length; index += 1) ratios[index] = 100 + ((index * 37) % 60);
    const layout = justify(ratios, { ...spacing, width: 900, rowHeight: 186, groups: [] });
    expect(layout.rowStart[layout.rowTop.length]).toBe(1_000_000);
    expect(layout.height).toBeGreaterThan(20_000_000);
  });
});
