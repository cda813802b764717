import type { FindingKind } from '../../shared/contract/check.ts';
import type { StoredObject } from '../storage/port.ts';
import { type ConfirmParts, confirmEntries, confirmObjects, type Doubtful } from './confirm.ts';
import { allEntries, countEntries } from './entries.ts';
import { Expected } from './expected.ts';
import type { Findings } from './findings.ts';
import { findLeftovers } from './leftovers.ts';
import { readKey } from './object-key.ts';

/** Doubtful objects or entries that are looked at together. */
const groupSize = 500;
/** Findings of a kind that are written down one by one; the others are counted. */
const mostOfAKind = 10_000;

interface CompareProgress {
  readonly phase: 'rows' | 'objects' | 'comparing';
  readonly done: number;
  readonly total: number | null;
}

interface CompareOptions extends ConfirmParts {
  readonly findings: Findings;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CompareProgress) => void;
}

interface Compared {
  readonly assets: number;
  readonly objects: number;
  readonly bytes: number;
  /** Of kinds of which there are too many to write them all down. */
  readonly unlisted: Partial<Record<FindingKind, number>>;
}

/** What a look like this can settle: of these kinds, what it does not meet is not so any more. */
const kinds: readonly FindingKind[] = [
  'missing_object',
  'size_differs',
  'missing_rendition',
  'orphan_object',
  'orphan_rendition',
  'foreign_object',
  'stale_upload',
  'temp_leftover',
];

/**
 * Compares what the rows name with what the store lists, and writes down where they differ. Reads both sides page
 * by page and keeps a hash of each key in between, so neither an index on paths nor an order of the list is needed,
 * and no statement or transaction is long. Rejects when the store or the database fails, or by the signal.
 */
export async function compareLibrary(options: CompareOptions): Promise<Compared> {
  const { db, store, findings, signal, onProgress } = options;
  const started = await findings.now();
  const counted = new Map<FindingKind, number>();
  const unlisted: Partial<Record<FindingKind, number>> = {};

  async function record(found: Awaited<ReturnType<typeof confirmObjects>>): Promise<void> {
    const listed = found.filter(({ kind }) => {
      const count = (counted.get(kind) ?? 0) + 1;
      counted.set(kind, count);
      if (count > mostOfAKind) unlisted[kind] = (unlisted[kind] ?? 0) + 1;
      return count <= mostOfAKind;
    });
    await findings.record(listed);
  }

  const total = await countEntries(db);
  const expected = new Expected(store.buckets.assets, total);
  let assets = 0;
  onProgress({ phase: 'rows', done: 0, total });
  for await (const page of allEntries(db)) {
    signal.throwIfAborted();
    for (const entry of page) expected.add(entry);
    assets += page.filter(({ version }) => version === null).length;
    onProgress({ phase: 'rows', done: Math.min(assets, total), total });
  }

  let [objects, bytes] = [0, 0];
  let unknown: StoredObject[] = [];
  onProgress({ phase: 'objects', done: 0, total: null });
  for await (const page of store.list(store.buckets.assets)) {
    signal.throwIfAborted();
    for (const object of page) {
      objects += 1;
      bytes += object.size;
      if (!expected.meet(object.key, object.size) && !isOfKnownOriginal(expected, object))
        unknown.push(object);
    }
    if (unknown.length >= groupSize) {
      await record(await confirmObjects(options, unknown));
      unknown = [];
    }
    onProgress({ phase: 'objects', done: objects, total: null });
  }
  await record(await confirmObjects(options, unknown));
  await record(await findLeftovers(options));

  let compared = 0;
  let doubtful: Doubtful[] = [];
  for await (const page of allEntries(db)) {
    signal.throwIfAborted();
    for (const entry of page) {
      const parts = expected.doubts(entry);
      if (parts.length > 0) doubtful.push({ entry, parts });
    }
    if (doubtful.length >= groupSize) {
      await record(await confirmEntries(options, doubtful));
      doubtful = [];
    }
    compared += page.length;
    onProgress({ phase: 'comparing', done: Math.min(compared, total), total });
  }
  await record(await confirmEntries(options, doubtful));
  signal.throwIfAborted();
  await findings.settle(kinds, started);
  return { assets, objects, bytes, unlisted };
}

/** A picture beside an original that has a row: of no use where its row does not name it, but no leftover either. */
function isOfKnownOriginal(expected: Expected, { key }: StoredObject): boolean {
  const read = readKey(key);
  return read.kind === 'rendition' && expected.hasOriginal(read.stem);
}
