import { setTimeout as delay } from 'node:timers/promises';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { hashObject } from '../relocation/stream-objects.ts';
import { findObject } from '../storage/find-object.ts';
import { parseObjectPath } from '../storage/keys.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { allEntries, cursorOf, type Entry, type EntryCursor, entriesOf, isSameFile } from './entries.ts';
import type { Findings, Found } from './findings.ts';

interface VerifyProgress {
  readonly cursor: EntryCursor | null;
  readonly assets: number;
  readonly bytes: number;
  /** Files whose checksum nobody noted: they were read, and nothing is known of them but that. */
  readonly unsure: number;
}

interface VerifyOptions {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly findings: Findings;
  readonly from: VerifyProgress | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: VerifyProgress) => void;
  /** Keeps how far it is; called now and then, and before it rejects. */
  readonly keep: (progress: VerifyProgress) => Promise<void>;
}

/** Files after which it is written down how far it is. */
const keptEvery = 50;
/** Of the time that reading a file took, so much is left to everybody else. */
const restShare = 0.25;

/**
 * Reads every object and compares its bytes with the checksum of its row, one after another, with rests in between. A
 * finding of an earlier time whose file is right by now is settled on the way.
 */
export async function verifyBytes(options: VerifyOptions): Promise<VerifyProgress> {
  const { db, store, findings, signal, keep } = options;
  let progress: VerifyProgress = options.from ?? { cursor: null, assets: 0, bytes: 0, unsure: 0 };
  const known = await wrongBefore(findings);
  let sinceKept = 0;
  try {
    for await (const page of allEntries(db, progress.cursor)) {
      for (const entry of page) {
        signal.throwIfAborted();
        const began = performance.now();
        const read = await verifyEntry(options, entry);
        if (read.found !== null) await findings.record([read.found]);
        else await findings.forget(known.get(entry.path) ?? []);
        progress = {
          cursor: cursorOf(entry),
          assets: progress.assets + 1,
          bytes: progress.bytes + read.bytes,
          unsure: progress.unsure + (read.unsure ? 1 : 0),
        };
        options.onProgress(progress);
        sinceKept += 1;
        if (sinceKept >= keptEvery) {
          await keep(progress);
          sinceKept = 0;
        }
        await delay((performance.now() - began) * restShare, undefined, { signal });
      }
    }
  } catch (error) {
    await keep(progress).catch(() => undefined);
    throw error;
  }
  return progress;

  async function verifyEntry(
    { store: objects }: Pick<VerifyOptions, 'store'>,
    entry: Entry,
  ): Promise<{ bytes: number; unsure: boolean; found: Found | null }> {
    const ref = parseObjectPath(entry.path, objects.buckets.assets);
    const object = ref === null ? null : await findObject(store, ref);
    // What is missing or of another size is found without reading.
    if (ref === null || object === null) return { bytes: 0, unsure: false, found: null };
    const read = await readWhole(store, object.ref, signal);
    if (read === 'gone') return { bytes: 0, unsure: false, found: null };
    const { size, etag } = object.head;
    if (read !== 'unreadable' && entry.checksum === null) return { bytes: size, unsure: true, found: null };
    if (read === entry.checksum) return { bytes: size, unsure: false, found: null };
    // Replaced or purged while it was read?
    const now = await entriesOf(db, [entry.assetId]);
    if (!now.some((one) => isSameFile(one, entry))) return { bytes: size, unsure: false, found: null };
    return {
      bytes: size,
      unsure: false,
      found: {
        kind: 'bytes_differ',
        state: 'open',
        assetId: entry.assetId,
        bucket: ref.bucket,
        key: ref.key,
        own: false,
        size,
        expectedSize: entry.size,
        etag,
      },
    };
  }
}

/**
 * SHA-256 of an object. One that can't be read although the store answers, as on a failing disk, is a finding like other bytes:
 * ending with it would leave all that comes after it unread for good.
 */
async function readWhole(
  store: ObjectStore,
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<string | 'gone' | 'unreadable'> {
  for (let triesLeft = 2; ; triesLeft -= 1) {
    try {
      return await hashObject(store, ref, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError && error.code === 'not_found') return 'gone';
      // Throws what is wrong where it is the store that is.
      const head = await store.head(ref);
      if (head === null) return 'gone';
      if (triesLeft <= 1) return 'unreadable';
    }
  }
}

/** Ids of findings by how a row may name their object. */
async function wrongBefore(findings: Findings): Promise<ReadonlyMap<string, string[]>> {
  const known = new Map<string, string[]>();
  for await (const page of findings.all(['bytes_differ'])) {
    for (const { id, bucket, object_key: key } of page) {
      for (const path of [`${bucket}/${key}`, key]) known.set(path, [...(known.get(path) ?? []), id]);
    }
  }
  return known;
}
