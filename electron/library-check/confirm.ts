import { sql } from 'kysely';
import PQueue from 'p-queue';
import type { FindingState } from '../../shared/contract/check.ts';
import type { SparklioDb } from '../database/tables.ts';
import { findClaimed, pathsOf } from '../storage/claims.ts';
import { findObject } from '../storage/find-object.ts';
import { parseObjectPath } from '../storage/keys.ts';
import type { ObjectRef, ObjectStore, StoredObject } from '../storage/port.ts';
import { findOwn } from '../storage/retired.ts';
import { type Entry, entriesOf, isSameFile } from './entries.ts';
import type { EntryPart } from './expected.ts';
import type { Found } from './findings.ts';
import { readKey } from './object-key.ts';

/** Questions to the store at a time. */
const looksAtOnce = 16;

export interface ConfirmParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  /** Whether other programs write here too. */
  readonly shared: boolean;
  /** What another program stored within this time may still be about to get its row. */
  readonly settleMs: number;
}

/**
 * Looks once more at objects of the assets' bucket that no row seemed to name. The database is asked first and the
 * store after it: what was on its way when the list was made is claimed or gone by then.
 */
export async function confirmObjects(
  { db, store, shared, settleMs }: ConfirmParts,
  objects: readonly StoredObject[],
): Promise<Found[]> {
  const bucket = store.buckets.assets;
  const named = objects.map((object) => ({ bucket, key: object.key, object }));
  const claimed = await findClaimed(db, named, { assetsBucket: bucket, tombstones: true });
  const renditions = await ofOriginals(db, named, bucket);
  const unclaimed = named.filter((ref) => !claimed.has(ref) && !renditions.has(ref));
  if (unclaimed.length === 0) return [];
  const retired = await findOwn(db, unclaimed);
  const found: Found[] = [];
  await inParallel(unclaimed, async (ref) => {
    const head = await store.head(ref);
    if (head === null) return;
    const isRetired = retired.has(ref);
    if (shared && !isRetired && Date.now() - head.modified.getTime() < settleMs) return;
    const { kind } = readKey(ref.key);
    const own = isRetired || (!shared && kind !== 'foreign');
    // A picture of nothing can be given up; an original only where the app itself did so before.
    const state: FindingState = isRetired || (own && kind === 'rendition') ? 'quarantined' : 'open';
    found.push({
      kind:
        kind === 'foreign' ? 'foreign_object' : kind === 'rendition' ? 'orphan_rendition' : 'orphan_object',
      state: kind === 'foreign' ? 'open' : state,
      assetId: null,
      bucket,
      key: ref.key,
      own: own && kind !== 'foreign',
      size: head.size,
      expectedSize: null,
      etag: head.etag,
    });
  });
  return found;
}

/** Renditions whose original has a row by now. */
async function ofOriginals<T extends ObjectRef>(
  db: SparklioDb,
  refs: readonly T[],
  assetsBucket: string,
): Promise<ReadonlySet<T>> {
  const stems = new Map<T, readonly string[]>();
  for (const ref of refs) {
    const read = readKey(ref.key);
    if (read.kind === 'rendition')
      stems.set(ref, pathsOf({ bucket: assetsBucket, key: read.stem }, assetsBucket));
  }
  if (stems.size === 0) return new Set();
  const all = [...stems.values()].flat();
  const { rows } = await sql<{ stem: string }>`
    select stem from (
      select regexp_replace(minio_path, '\\.[^./]*$', '') as stem from public.generated_assets
      union all
      select regexp_replace(minio_path, '\\.[^./]*$', '') from sparklio.asset_versions
    ) s where stem = any(${all}::text[])`.execute(db);
  const there = new Set(rows.map(({ stem }) => stem));
  return new Set([...stems].filter(([, paths]) => paths.some((path) => there.has(path))).map(([ref]) => ref));
}

export interface Doubtful {
  readonly entry: Entry;
  readonly parts: readonly EntryPart[];
}

/**
 * Looks once more at files that did not seem to be in the store as their rows say. The store is asked first and the
 * database after it: what was replaced or purged meanwhile is another file by then, or none.
 */
export async function confirmEntries(
  { db, store }: Pick<ConfirmParts, 'db' | 'store'>,
  doubtful: readonly Doubtful[],
): Promise<Found[]> {
  const bucket = store.buckets.assets;
  const found: { readonly entry: Entry; readonly finding: Found; readonly key: string | null }[] = [];
  await inParallel(doubtful, async ({ entry, parts }) => {
    const ref = parseObjectPath(entry.path, bucket);
    if (ref === null) return;
    const base = { state: 'open', assetId: entry.assetId, own: false } as const;
    const at = { bucket: ref.bucket, key: ref.key, expectedSize: entry.size };
    const original = await findObject(store, ref);
    if (original === null) {
      const finding: Found = { ...base, ...at, kind: 'missing_object', size: null };
      found.push({ entry, finding, key: null });
      return;
    }
    if (original.head.size !== entry.size) {
      const { size, etag } = original.head;
      found.push({ entry, finding: { ...base, ...at, kind: 'size_differs', size, etag }, key: null });
    }
    for (const key of renditionsOf(entry, parts)) {
      if ((await store.head({ bucket, key })) !== null) continue;
      const finding: Found = {
        ...base,
        kind: 'missing_rendition',
        bucket,
        key,
        size: null,
        expectedSize: null,
      };
      found.push({ entry, finding, key });
    }
  });
  const now = await entriesOf(db, [...new Set(found.map(({ entry }) => entry.assetId))]);
  return found
    .filter(({ entry, key }) =>
      now.some(
        (one) =>
          isSameFile(one, entry) &&
          (key === null || [one.thumbnailKey, one.previewKey, one.stripKey].includes(key)),
      ),
    )
    .map(({ finding }) => finding);
}

function renditionsOf(entry: Entry, parts: Doubtful['parts']): string[] {
  const keys = [
    parts.includes('thumbnail') ? entry.thumbnailKey : null,
    parts.includes('preview') ? entry.previewKey : null,
    parts.includes('strip') ? entry.stripKey : null,
  ];
  return keys.filter((key) => key !== null);
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = new PQueue({ concurrency: looksAtOnce });
  await queue.addAll(items.map((item) => () => work(item)));
}
