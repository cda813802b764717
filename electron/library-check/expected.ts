import { parseObjectPath } from '../storage/keys.ts';
import type { Entry } from './entries.ts';
import { KeySet } from './key-set.ts';
import { sameSpelling, stemOf } from './object-key.ts';

/** In place of a size: any will do. */
const anySize = -1;

/** What of an entry is in doubt: whether it is there, or (`size`) whether it is as large as it should be. */
export type EntryPart = 'original' | 'size' | 'thumbnail' | 'preview' | 'strip';

/** What rows say should be in the store, and what of it was met there. Nothing in here is certain. */
export class Expected {
  readonly #assetsBucket: string;
  readonly #objects: KeySet;
  /** Keys of originals without their extension: what lies beside one by a rendition's name is no leftover. */
  readonly #stems: KeySet;

  constructor(assetsBucket: string, entries: number) {
    this.#assetsBucket = assetsBucket;
    this.#objects = new KeySet(entries * 3);
    this.#stems = new KeySet(entries);
  }

  add(entry: Entry): void {
    const ref = parseObjectPath(entry.path, this.#assetsBucket);
    if (ref === null) return;
    const name = sameSpelling(ref.bucket, ref.key);
    this.#objects.add(name, entry.size);
    this.#stems.add(stemOf(name), 0);
    for (const key of [entry.thumbnailKey, entry.previewKey, entry.stripKey]) {
      if (key !== null) this.#objects.add(sameSpelling(this.#assetsBucket, key), anySize);
    }
  }

  /** Takes note of an object in the list of the assets' bucket. False when no row that was read names it. */
  meet(key: string, size: number): boolean {
    const name = sameSpelling(this.#assetsBucket, key);
    const expected = this.#objects.see(name);
    if (expected === null) return false;
    if (expected !== anySize && expected !== size) this.#objects.flag(name);
    return true;
  }

  /** Whether an original that a rendition would belong to was read. */
  hasOriginal(stem: string): boolean {
    return this.#stems.has(sameSpelling(this.#assetsBucket, stem));
  }

  /** What of an entry was expected and not met so. Of an entry that was not read before, nothing. */
  doubts(entry: Entry): readonly EntryPart[] {
    const ref = parseObjectPath(entry.path, this.#assetsBucket);
    if (ref === null) return [];
    const parts: [EntryPart, string | null][] = [
      ['original', sameSpelling(ref.bucket, ref.key)],
      ['thumbnail', this.#rendition(entry.thumbnailKey)],
      ['preview', this.#rendition(entry.previewKey)],
      ['strip', this.#rendition(entry.stripKey)],
    ];
    return parts.flatMap(([part, name]): EntryPart[] => {
      if (name === null || !this.#objects.has(name)) return [];
      if (!this.#objects.wasSeen(name)) return [part];
      return part === 'original' && this.#objects.isFlagged(name) ? ['size'] : [];
    });
  }

  #rendition(key: string | null): string | null {
    return key === null ? null : sameSpelling(this.#assetsBucket, key);
  }
}
