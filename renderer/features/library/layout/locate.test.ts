import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { justify } from './justify.ts';
import {
  headersBetween,
  itemsInRect,
  itemsOfRows,
  rectOfItem,
  rowAt,
  rowOfItem,
  rowsBetween,
} from './locate.ts';
import { layOutList, layOutSquares } from './uniform.ts';

const spacing = { gap: 8, side: 16, top: 14, bottom: 24, header: 36 };

const anyLayout = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 300 }),
    fc.integer({ min: 320, max: 2000 }),
  )
  .map(([ratios, width]) =>
    justify(Uint8Array.from(ratios), {
      ...spacing,
      width,
      rowHeight: 160,
      groups: [{ key: '2026-11-20', count: 40 }],
    }),
  );

describe('finding items in a layout', () => {
  it('finds the row of every item', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        for (let index = 0; index < layout.count; index += 1) {
          const row = rowOfItem(layout, index);
          expect(layout.rowStart[row]).toBeLessThanOrEqual(index);
          expect(layout.rowStart[row + 1]).toBeGreaterThan(index);
        }
      }),
    );
  });

  it('sees exactly the items whose boxes touch the view', () => {
    fc.assert(
      fc.property(anyLayout, fc.nat(20_000), fc.integer({ min: 1, max: 2000 }), (layout, top, height) => {
        const seen = itemsOfRows(layout, rowsBetween(layout, top, top + height));
        for (let index = 0; index < layout.count; index += 1) {
          const rect = rectOfItem(layout, index);
          if (rect === null) throw new Error('every item has a box');
          const touches = rect.bottom >= top && rect.top <= top + height;
          expect(index >= seen.from && index < seen.to).toBe(touches);
        }
      }),
    );
  });

  it('catches with a marquee exactly the items that it touches', () => {
    const coordinate = fc.integer({ min: -50, max: 3000 });
    fc.assert(
      fc.property(anyLayout, coordinate, coordinate, coordinate, coordinate, (layout, x1, x2, y1, y2) => {
        const rect = {
          left: Math.min(x1, x2),
          right: Math.max(x1, x2),
          top: Math.min(y1, y2),
          bottom: Math.max(y1, y2),
        };
        const caught = new Set(
          itemsInRect(layout, rect).flatMap(({ from, to }) =>
            Array.from({ length: to - from }, (_, n) => from + n),
          ),
        );
        for (let index = 0; index < layout.count; index += 1) {
          const box = rectOfItem(layout, index);
          if (box === null) throw new Error('every item has a box');
          const touches =
            box.left <= rect.right &&
            box.right >= rect.left &&
            box.top <= rect.bottom &&
            box.bottom >= rect.top;
          expect(caught.has(index)).toBe(touches);
        }
      }),
    );
  });

  it('finds nothing outside of the result', () => {
    const layout = layOutList(0, 40, { ...spacing, width: 800, groups: [] });
    expect(rowAt(layout, 100)).toBe(-1);
    expect(rectOfItem(layout, 0)).toBeNull();
    expect(itemsInRect(layout, { left: 0, right: 900, top: 0, bottom: 900 })).toEqual([]);
  });

  it('finds the headers that touch the view', () => {
    const layout = layOutSquares(60, 180, {
      ...spacing,
      width: 800,
      groups: [
        { key: '2026-11-20', count: 20 },
        { key: '2026-11-19', count: 20 },
        { key: '2026-11-18', count: 20 },
      ],
    });
    const second = layout.headers[1];
    if (second === undefined) throw new Error('three groups have three headers');
    expect(headersBetween(layout, second.top - 5, second.top + 5).map(({ key }) => key)).toEqual([
      '2026-11-19',
    ]);
    expect(headersBetween(layout, 0, layout.height)).toHaveLength(3);
  });
});

describe('squares', () => {
  it('fill the width with equal columns', () => {
    const layout = layOutSquares(10, 180, { ...spacing, width: 803, groups: [] });
    const columns = layout.rowStart[1] ?? 0;
    expect(columns).toBe(4);
    expect((layout.left[columns - 1] ?? 0) + (layout.itemWidth[columns - 1] ?? 0)).toBe(803 - 16);
    const widths = layout.itemWidth.slice(0, columns);
    expect(Math.max(...widths) - Math.min(...widths)).toBeLessThanOrEqual(1);
  });

  it('show one column where nothing more fits', () => {
    expect([...layOutSquares(3, 180, { ...spacing, width: 90, groups: [] }).rowStart]).toEqual([0, 1, 2, 3]);
  });
});
