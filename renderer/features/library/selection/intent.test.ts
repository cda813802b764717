import { type AssetId, assetIdSchema } from '@shared/domain/ids.ts';
import { describe, expect, it } from 'vitest';
import {
  clickIntent,
  moveIntent,
  neededRange,
  type Selection,
  type SelectionIntent,
  select,
} from './intent.ts';

const all: AssetId[] = Array.from({ length: 10 }, (_, n) =>
  assetIdSchema.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
);
const plain = { shift: false, mod: false };
const nothing: Selection = { ids: new Set(), anchor: null, focus: null };

function apply(before: Selection, intent: SelectionIntent): Selection {
  const range = neededRange(intent);
  return select(before, intent, range === null ? [] : all.slice(range.from, range.to + 1));
}
function click(before: Selection, index: number, modifiers = plain): Selection {
  return apply(before, clickIntent(index, modifiers, before.anchor));
}
function move(before: Selection, index: number, modifiers = plain): Selection {
  return apply(before, moveIntent(index, modifiers, before.anchor));
}
const places = ({ ids }: Selection): number[] => [...ids].map((id) => all.indexOf(id)).sort((a, b) => a - b);

describe('selecting by mouse', () => {
  it('selects only what is clicked', () => {
    const after = click(click(nothing, 3), 5);
    expect(places(after)).toEqual([5]);
    expect(after).toMatchObject({ anchor: 5, focus: { id: all[5], index: 5 } });
  });

  it('adds and takes away with Ctrl or ⌘', () => {
    const two = click(click(nothing, 3), 5, { shift: false, mod: true });
    expect(places(two)).toEqual([3, 5]);
    expect(places(click(two, 3, { shift: false, mod: true }))).toEqual([5]);
  });

  it('selects a range with Shift, from the same start each time', () => {
    const first = click(click(nothing, 4), 7, { shift: true, mod: false });
    expect(places(first)).toEqual([4, 5, 6, 7]);
    const back = click(first, 2, { shift: true, mod: false });
    expect(places(back)).toEqual([2, 3, 4]);
    expect(back).toMatchObject({ anchor: 4, focus: { id: all[2], index: 2 } });
  });

  it('adds a range with Shift and Ctrl', () => {
    const start = click(click(nothing, 0), 4, { shift: false, mod: true });
    expect(places(click(start, 6, { shift: true, mod: true }))).toEqual([0, 4, 5, 6]);
  });

  it('selects one with Shift when nothing was clicked before', () => {
    expect(places(click(nothing, 4, { shift: true, mod: false }))).toEqual([4]);
  });
});

describe('selecting by keyboard', () => {
  it('moves a single selection', () => {
    expect(places(move(click(nothing, 1), 2))).toEqual([2]);
  });

  it('grows and shrinks with Shift', () => {
    const shift = { shift: true, mod: false };
    const grown = move(move(click(nothing, 1), 2, shift), 5, shift);
    expect(places(grown)).toEqual([1, 2, 3, 4, 5]);
    expect(places(move(grown, 3, shift))).toEqual([1, 2, 3]);
  });

  it('keeps the focus when the selection is let go', () => {
    const after = apply(click(nothing, 6), { kind: 'none' });
    expect(places(after)).toEqual([]);
    expect(after.focus).toEqual({ id: all[6], index: 6 });
  });
});

it('changes nothing where the result no longer reaches', () => {
  const before = click(nothing, 2);
  expect(select(before, { kind: 'only', index: 40 }, [])).toBe(before);
  expect(select(before, { kind: 'range', anchor: 2, index: 40, keep: false }, [])).toBe(before);
});
