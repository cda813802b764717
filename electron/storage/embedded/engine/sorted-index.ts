import { compareKeys } from './key-order.ts';

/** Chunks split at this many entries: small enough for cheap inserts, large enough for few chunks. */
const CHUNK = 512;

/**
 * Entries ordered by key in UTF-8 byte order, in chunks: log-time lookup, cheap inserts anywhere, and walking
 * from any key onwards, at little more than one pointer an entry. Entries are never changed in place.
 */
export class SortedIndex<T extends { readonly key: string }> {
  private chunks: T[][] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(key: string): T | undefined {
    const entry = this.chunks[this.chunkOf(key)]?.[this.positionOf(key)];
    return entry?.key === key ? entry : undefined;
  }

  /** Adds the entry, or puts it in place of the one with the same key, which is returned. */
  set(entry: T): T | undefined {
    const at = this.chunkOf(entry.key);
    const chunk = this.chunks[at];
    if (chunk === undefined) {
      this.chunks.push([entry]);
      this.count = 1;
      return undefined;
    }
    const position = lowerBound(chunk, entry.key);
    const found = chunk[position];
    if (found?.key === entry.key) {
      chunk[position] = entry;
      return found;
    }
    if (position === chunk.length) chunk.push(entry);
    else chunk.splice(position, 0, entry);
    this.count++;
    if (chunk.length > CHUNK) {
      // Keys that arrive in order (a snapshot, a date in the key) leave full chunks behind, not half-full ones.
      const isLastAppend = at === this.chunks.length - 1 && position === chunk.length - 1;
      this.chunks.splice(at + 1, 0, chunk.splice(isLastAppend ? CHUNK : CHUNK / 2));
    }
    return undefined;
  }

  delete(key: string): T | undefined {
    const at = this.chunkOf(key);
    const chunk = this.chunks[at];
    if (chunk === undefined) return undefined;
    const position = lowerBound(chunk, key);
    const found = chunk[position];
    if (found?.key !== key) return undefined;
    chunk.splice(position, 1);
    if (chunk.length === 0) this.chunks.splice(at, 1);
    this.count--;
    return found;
  }

  /** The first entry whose key is at or after `key` (after it, with `exclusive`). */
  first(key: string, exclusive = false): T | undefined {
    for (const entry of this.from(key)) if (!(exclusive && entry.key === key)) return entry;
    return undefined;
  }

  /** Entries in order from the first at or after `key`. The index must not change while this is walked. */
  *from(key: string): Generator<T, void, undefined> {
    let position = this.positionOf(key);
    for (let at = this.chunkOf(key); at < this.chunks.length; at++, position = 0) {
      const chunk = this.chunks[at] ?? [];
      for (; position < chunk.length; position++) {
        const entry = chunk[position];
        if (entry !== undefined) yield entry;
      }
    }
  }

  values(): Generator<T, void, undefined> {
    return this.from('');
  }

  /** A frozen copy of the order, for walking while the index goes on changing. */
  toArray(): readonly T[] {
    return this.chunks.flat();
  }

  /** The chunk that holds `key` or would: the last one whose first key is not after it. */
  private chunkOf(key: string): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const first = this.chunks[middle]?.[0];
      if (first !== undefined && compareKeys(first.key, key) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private positionOf(key: string): number {
    const chunk = this.chunks[this.chunkOf(key)];
    return chunk === undefined ? 0 : lowerBound(chunk, key);
  }
}

function lowerBound(chunk: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = chunk[middle];
    if (entry !== undefined && compareKeys(entry.key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
