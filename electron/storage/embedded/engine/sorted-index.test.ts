import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys } from './key-order.ts';
import { SortedIndex } from './sorted-index.ts';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('key order', () => {
  test('is that of the UTF-8 bytes, also where UTF-16 differs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b));
      }),
    );
    expect(compareKeys('\u{1F3AC}', '\uFF01')).toBeGreaterThan(0);
  });
});

describe('sorted index', () => {
  test('behaves like a sorted map under any inserts, replacements and deletions', () => {
    const operation = fc.record({ key: fc.string({ maxLength: 3 }), keep: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 200 }),
        fc.string({ maxLength: 3 }),
        (operations, from) => {
          const index = new SortedIndex<{ key: string; n: number }>();
          const model = new Map<string, number>();
          operations.forEach(({ key, keep }, n) => {
            if (keep) expect(index.set({ key, n })?.n).toBe(model.get(key));
            else expect(index.delete(key)?.n).toBe(model.get(key));
            if (keep) model.set(key, n);
            else model.delete(key);
          });
          const sorted = [...model.keys()].sort(byBytes);
          expect(index.toArray().map(({ key }) => key)).toEqual(sorted);
          expect([...index.from(from)].map(({ key }) => key)).toEqual(
            sorted.filter((k) => byBytes(k, from) >= 0),
          );
          expect(index.size).toBe(model.size);
          for (const [key, n] of model) expect(index.get(key)?.n).toBe(n);
        },
      ),
    );
  });

  test('stays in order over many chunks, filled in any order', () => {
    const keys = Array.from({ length: 5000 }, (_, n) => String((n * 7919) % 5000).padStart(4, '0'));
    const index = new SortedIndex<{ key: string }>();
    for (const key of keys) index.set({ key });
    expect(index.toArray().map(({ key }) => key)).toEqual([...keys].sort());
    for (const key of keys.slice(0, 4000)) index.delete(key);
    expect(index.toArray().map(({ key }) => key)).toEqual(keys.slice(4000).sort());
    expect(index.get(keys[0] ?? '')).toBeUndefined();
    expect(index.get(keys[4999] ?? '')).toBeDefined();
  });
});
