import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredObject } from './catalogue.ts';
import { listObjects } from './listing.ts';
import { SortedIndex } from './sorted-index.ts';

function indexOf(keys: Iterable<string>): SortedIndex<StoredObject> {
  const index = new SortedIndex<StoredObject>();
  for (const key of keys) {
    index.set({ key, size: 0, modified: 0, etag: '', content: [], headers: {}, tags: null, sha256: null });
  }
  return index;
}

function allPages(keys: Iterable<string>, prefix: string, delimiter: string, limit: number): string[] {
  const index = indexOf(keys);
  const names: string[] = [];
  let after = '';
  for (;;) {
    const { objects, prefixes, next } = listObjects(index, { prefix, delimiter, after, limit });
    expect(objects.length + prefixes.length).toBeLessThanOrEqual(limit);
    names.push(...[...objects.map(({ key }) => key), ...prefixes].sort());
    if (next === null) return names;
    after = next;
  }
}

test('pages together give every key or its common prefix once, in order', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '가'), minLength: 1, maxLength: 6 });
  const prefix = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 3 });
  fc.assert(
    fc.property(
      fc.uniqueArray(key),
      prefix,
      fc.constantFrom('', '/', 'ab'),
      fc.integer({ min: 1, max: 5 }),
      (...args) => {
        const [keys, start, delimiter, limit] = args;
        const folded = keys
          .filter((name) => name.startsWith(start))
          .map((name) => {
            const at = delimiter === '' ? -1 : name.indexOf(delimiter, start.length);
            return at === -1 ? name : name.slice(0, at + delimiter.length);
          });
        expect(allPages(keys, start, delimiter, limit)).toEqual([...new Set(folded)].sort());
      },
    ),
  );
});

test('a page that is exactly full says there is no more', () => {
  expect(
    listObjects(indexOf(['a', 'b']), { prefix: '', delimiter: '', after: '', limit: 2 }).next,
  ).toBeNull();
});

test('a folder with keys beyond the usual characters is folded once', () => {
  expect(allPages(['d/a', 'd/\u{10FFFF}', 'd/\u{10FFFF}z', 'e'], '', '/', 1)).toEqual(['d/', 'e']);
});
