import type { StoredObject } from './catalogue.ts';
import { compareKeys } from './key-order.ts';
import type { SortedIndex } from './sorted-index.ts';

export interface ListingQuery {
  readonly prefix: string;
  /** '' for none */
  readonly delimiter: string;
  /** Names at or before this one are left out. */
  readonly after: string;
  readonly limit: number;
}

export interface Listing {
  readonly objects: readonly StoredObject[];
  readonly prefixes: readonly string[];
  /** The last name given out, when there is more; what `after` of the next page takes. */
  readonly next: string | null;
}

/** Sorts after what usually follows a prefix; keys that follow even this are passed over one by one. */
const AFTER_ALL = '\u{10FFFF}';

/** One page of keys and common prefixes, in UTF-8 byte order. Folded prefixes are leapt over, not walked. */
export function listObjects(index: SortedIndex<StoredObject>, query: ListingQuery): Listing {
  const { prefix, delimiter, after, limit } = query;
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  if (limit === 0) return { objects, prefixes, next: null };
  const foldedOf = (key: string): string | null => {
    if (delimiter === '') return null;
    const at = key.indexOf(delimiter, prefix.length);
    return at === -1 ? null : key.slice(0, at + delimiter.length);
  };
  // A page that ended with a common prefix goes on after everything under it.
  let folded = after !== '' && after.startsWith(prefix) && foldedOf(after) === after ? after : null;
  let from = folded === null ? after : folded + AFTER_ALL;
  if (compareKeys(from, prefix) < 0) from = prefix;
  let last = '';
  for (;;) {
    let leap = false;
    for (const object of index.from(from)) {
      const { key } = object;
      if (key === after || (folded !== null && key.startsWith(folded))) continue;
      if (!key.startsWith(prefix)) return { objects, prefixes, next: null };
      if (objects.length + prefixes.length === limit) return { objects, prefixes, next: last };
      folded = foldedOf(key);
      if (folded === null) {
        objects.push(object);
        last = key;
        continue;
      }
      prefixes.push(folded);
      last = folded;
      from = folded + AFTER_ALL;
      leap = true;
      break;
    }
    if (!leap) return { objects, prefixes, next: null };
  }
}
