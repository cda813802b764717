import { spellingsOf } from './keys.ts';
import type { ObjectRef, ObjectStore } from './port.ts';

/**
 * Where an object lies: where its row says, or where its writer meant. Null when it is nowhere. Never rejects: a
 * store that does not answer leaves the row at its word.
 */
export type LocateObject = (ref: ObjectRef) => Promise<ObjectRef | null>;

/** For a library that nobody else writes to. */
export const asWritten: LocateObject = async (ref) => ref;

/** Objects whose place is remembered. */
const remembered = 5_000;
/** A person may wait for the answer. */
const patienceMs = 2_000;

/** Looks for objects under every spelling of their path, and remembers where they were. */
export function createLocate(store: Pick<ObjectStore, 'head' | 'buckets'>): LocateObject {
  const known = new Map<string, ObjectRef>();

  async function search(ref: ObjectRef): Promise<ObjectRef | null> {
    let answered = true;
    for (const candidate of spellingsOf(ref, store.buckets.assets)) {
      try {
        if ((await store.head(candidate)) !== null) return candidate;
      } catch {
        // Away, or a bucket that is closed to the library's key.
        answered = false;
      }
    }
    return answered ? null : ref;
  }

  return async (ref) => {
    const path = `${ref.bucket}/${ref.key}`;
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = await within(search(ref));
    if (found === 'late') return ref;
    if (found === null) return null;
    known.set(path, found);
    const [oldest] = known.keys();
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
    return found;
  };
}

async function within(search: Promise<ObjectRef | null>): Promise<ObjectRef | null | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs);
  });
  return await Promise.race([search, late]).finally(() => clearTimeout(timer));
}
