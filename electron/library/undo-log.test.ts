import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import { type Edit, inverse, mergeGroups, sizeOf, splitEdit, UndoLog } from './undo-log.ts';

const asset = assetIdSchema.parse(randomUUID());
const editOf = (ids: number): Edit => ({
  field: 'rating',
  groups: [{ ids: Array(ids).fill(asset), before: { rating: 0 }, after: { rating: 3 } }],
});

describe('the log of edits', () => {
  it('gives an edit back once', () => {
    const log = new UndoLog();
    const edit = editOf(2);
    const id = log.keep(edit);
    expect(log.take(id)).toBe(edit);
    expect(log.take(id)).toBeUndefined();
  });

  it('keeps the last hundred', () => {
    const log = new UndoLog();
    const ids = Array.from({ length: 101 }, () => log.keep(editOf(1)));
    expect(ids.filter((id) => log.take(id) === undefined)).toEqual(ids.slice(0, 1));
  });

  it('forgets old edits when they hold too many ids, but never the newest', () => {
    const log = new UndoLog();
    const first = log.keep(editOf(600_000));
    const second = log.keep(editOf(600_000));
    const third = log.keep(editOf(1_200_000));
    expect(log.take(first)).toBeUndefined();
    expect(log.take(second)).toBeUndefined();
    expect(log.take(third)).toBeDefined();
  });
});

it('takes an edit back by exchanging before and after', () => {
  expect(inverse(editOf(1)).groups[0]).toMatchObject({ before: { rating: 3 }, after: { rating: 0 } });
  expect(inverse(inverse(editOf(1)))).toEqual(editOf(1));
});

it('is split into parts that are full, and merged again into the same edit', () => {
  const ids = Array.from({ length: 25 }, () => assetIdSchema.parse(randomUUID()));
  const group = (from: number, to: number, rating: number) => ({
    ids: ids.slice(from, to),
    before: { rating: 0 },
    after: { rating },
  });
  const edit: Edit = { field: 'rating', groups: [group(0, 7, 1), group(7, 20, 2), group(20, 25, 3)] };
  const parts = splitEdit(edit, 10);
  expect(parts.map(sizeOf)).toEqual([10, 10, 5]);
  expect(mergeGroups(parts.flatMap(({ groups }) => groups))).toEqual(edit.groups);
  expect(splitEdit({ field: 'rating', groups: [] }, 10)).toEqual([]);
});
