import { describe, expect, it } from 'vitest';
import { justify } from './justify.ts';
import { type Move, offsetToShow, step } from './navigate.ts';
import { encodeRatio } from './ratio.ts';
import { layOutSquares } from './uniform.ts';

const spacing = { gap: 8, side: 16, top: 14, bottom: 24, header: 36 };
/** Four columns; the first group ends with a row of one. */
const squares = layOutSquares(13, 180, {
  ...spacing,
  width: 776,
  groups: [
    { key: '2026-11-20', count: 5 },
    { key: '2026-11-19', count: 8 },
  ],
});

function walk(from: number, ...moves: Move[]): number[] {
  let at = { index: from, aim: null as number | null };
  return moves.map((move) => {
    at = step(squares, at, move, 500);
    return at.index;
  });
}

describe('moving through the grid by keyboard', () => {
  it('starts at the first item', () => {
    expect(walk(-1, 'right')).toEqual([0]);
    expect(walk(-1, 'last')).toEqual([12]);
  });

  it('goes on to the next row at the end of one and stops at both ends', () => {
    expect(walk(3, 'right', 'right')).toEqual([4, 5]);
    expect(walk(0, 'left')).toEqual([0]);
    expect(walk(12, 'right', 'down')).toEqual([12, 12]);
  });

  it('keeps its column over a short row', () => {
    expect(walk(2, 'down', 'down', 'up', 'up')).toEqual([4, 7, 4, 2]);
  });

  it('goes to the neighbour below whose middle is closest in justified rows', () => {
    const ratios = Uint8Array.from([1.5, 1.5, 1.5, 0.7, 0.7, 1.6, 1.5].map(encodeRatio));
    const layout = justify(ratios, { ...spacing, width: 900, rowHeight: 186, groups: [] });
    expect([...layout.rowStart]).toEqual([0, 3, 7]);
    expect(step(layout, { index: 0, aim: null }, 'down', 400).index).toBe(4);
    expect(step(layout, { index: 2, aim: null }, 'down', 400).index).toBe(6);
  });

  it('moves a page by rows, by one at least', () => {
    expect(walk(0, 'page-down')).toEqual([5]);
    expect(walk(12, 'page-up')[0]).toBeLessThan(9);
    expect(step(squares, { index: 0, aim: null }, 'page-down', 10).index).toBe(4);
  });

  it('goes to the first and the last item', () => {
    expect(walk(6, 'first', 'last')).toEqual([0, 12]);
  });

  it('goes nowhere in an empty result', () => {
    const empty = layOutSquares(0, 180, { ...spacing, width: 776, groups: [] });
    expect(step(empty, { index: -1, aim: null }, 'down', 400).index).toBe(-1);
  });
});

describe('bringing an item into view', () => {
  it('does not move when it is seen already', () => {
    expect(offsetToShow(squares, 0, 0, 600, 8)).toBe(0);
  });

  it('moves as little as possible', () => {
    const bottom = (squares.rowTop[3] ?? 0) + (squares.rowHeight[3] ?? 0);
    expect(offsetToShow(squares, 9, 0, 300, 8)).toBe(bottom + 8 - 300);
  });

  it('shows the header with the first row of a group', () => {
    const header = squares.headers[1];
    expect(offsetToShow(squares, 5, 700, 300, 8)).toBe((header?.top ?? 0) - 8);
  });
});
