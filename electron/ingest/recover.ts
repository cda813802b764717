import type { ErrorCode } from '../../shared/contract/errors.ts';
import { errorCodeSchema } from '../../shared/contract/errors.ts';
import { assetTypeSchema } from '../../shared/domain/asset.ts';
import type { BatchId } from '../../shared/domain/ids.ts';
import type { UploadBoard } from './board.ts';
import type { Ingest } from './ingest.ts';
import type { Journal, JournalRow, ScanRow } from './journal.ts';
import { byHand, type UploadOrigin, uploadOriginSchema } from './origin.ts';
import type { PendingDrops } from './pending-drops.ts';
import type { Remains } from './remains.ts';
import type { ScanCursor } from './scan.ts';
import type { Spool } from './spool.ts';
import type { Drop, ResolveTarget } from './target.ts';
import { canRetry, type FileFacts, isFinal, type Upload } from './upload.ts';

function identityOf(row: JournalRow): FileFacts | null {
  const type = assetTypeSchema.safeParse(row.type);
  if (!type.success || row.mime === null) return null;
  // The extension is in the key already; a new identity is read before anything is sent.
  return {
    sha256: row.checksum,
    size: row.size,
    mtimeMs: row.mtime_ms ?? 0,
    type: type.data,
    mime: row.mime,
    ext: '',
    dimensions: null,
  };
}

function reasonOf(row: JournalRow): ErrorCode {
  const code = errorCodeSchema.safeParse(row.reason);
  return code.success ? code.data : 'internal';
}

function originOf(row: JournalRow): UploadOrigin {
  const origin = uploadOriginSchema.safeParse({ source: row.source, sourceMetadata: row.source_metadata });
  return origin.success ? origin.data : { ...byHand, source: row.source };
}

/** An upload as the last run left it, ready to go on: same id, key and multipart upload. */
export function restoreUpload(row: JournalRow, spooled: boolean): Upload {
  const failed = row.state === 'failed';
  const code = reasonOf(row);
  return {
    id: row.id,
    batchId: row.batch_id,
    path: row.path,
    spooled,
    name: row.name,
    folder: row.folder,
    size: row.size,
    brandId: row.brand_id,
    projectId: row.project_id,
    tags: row.tags,
    origin: originOf(row),
    intakeId: row.intake_id,
    replaces: row.replaces,
    createdAt: row.created_at,
    state: failed ? 'failed' : 'queued',
    sentBytes: 0,
    identity: identityOf(row),
    assetId: row.asset_id,
    ref: row.bucket === null || row.object_key === null ? null : { bucket: row.bucket, key: row.object_key },
    multipartId: row.multipart_id,
    keepDuplicate: row.keep_duplicate,
    error: failed ? { code, details: {}, retry: canRetry(code) } : null,
    abort: new AbortController(),
  };
}

async function restoreDrop(row: ScanRow, resolveTarget: ResolveTarget): Promise<Drop> {
  const { brand_id: brandId, project_id: projectId, tags } = row;
  return {
    batchId: row.batch_id,
    title: row.title,
    paths: row.paths,
    target: await resolveTarget({ brandId, projectId, tags }),
    foldersAsProjects: row.folders_as_projects,
    keepDuplicates: row.keep_duplicates,
    createdAt: row.created_at,
  };
}

function cursorOf({ cursor_root: root, cursor_path: path }: ScanRow): ScanCursor | null {
  return root === null || path === null ? null : { root, path };
}

interface RecoverParts {
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly ingest: Ingest;
  readonly spool: Spool;
  readonly pending: PendingDrops;
  readonly resolveTarget: ResolveTarget;
}

/**
 * After a quit or a crash: every journaled upload is on the board again and goes on where it was, and drops that
 * were still being walked are walked on. An upload that had reached the store but not the database is verified
 * and published by the ordinary way; the object is sent again under the same key, so nothing is doubled.
 */
export async function recoverUploads(parts: RecoverParts): Promise<number> {
  const { board, journal, ingest, spool } = parts;
  const rows = await journal.unfinished();
  const scans = await journal.scans();
  await spool.sweep(new Set(rows.flatMap(({ path }) => (path === null ? [] : [path]))));
  for (const row of rows) {
    const { batch_id: id, batch_title: title, brand_id: brandId, project_id: projectId } = row;
    if (!board.has(id)) board.openBatch({ id, createdAt: row.created_at, title, brandId, projectId });
    const upload = restoreUpload(row, row.path !== null && spool.owns(row.path));
    board.add(upload);
    if (upload.state === 'queued') ingest.enqueue(upload);
  }
  const walking = new Set(scans.map(({ batch_id }) => batch_id));
  for (const id of new Set(rows.map(({ batch_id }) => batch_id))) if (!walking.has(id)) board.endScan(id);
  for (const scan of scans) ingest.resumeScan(await restoreDrop(scan, parts.resolveTarget), cursorOf(scan));
  await resumePending(parts, new Set([...walking, ...rows.map(({ batch_id }) => batch_id)]));
  return rows.length;
}

/** Drops that were made while the database was away. One that it knows was only not forgotten here in time. */
async function resumePending({ pending, ingest }: RecoverParts, known: ReadonlySet<BatchId>): Promise<void> {
  for (const drop of await pending.all()) {
    if (known.has(drop.batchId)) await pending.remove(drop.batchId);
    else ingest.resumePending(drop);
  }
}

/** Clears away what given-up uploads left in a store that could not be reached at the time. */
export async function finishCancelled(parts: {
  board: UploadBoard;
  journal: Journal;
  remains: Remains;
}): Promise<void> {
  await parts.remains.payOff();
  const rows = await parts.journal.cancelled();
  // One that was taken up again meanwhile is nobody's remains.
  const given = rows.filter(({ id }) => {
    const live = parts.board.find(id);
    return live === null || isFinal(live.state);
  });
  await parts.remains.abandon(given.map((row) => restoreUpload(row, false)));
}
