import { z } from 'zod';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import { errorCodeSchema } from '../../shared/contract/errors.ts';
import { assetTypeSchema } from '../../shared/domain/asset.ts';
import type { BatchId } from '../../shared/domain/ids.ts';
import { conflictPolicySchema, duplicatePolicySchema } from '../../shared/domain/upload.ts';
import type { UploadBoard } from './board.ts';
import type { Ingest } from './ingest.ts';
import type { Journal, JournalRow, ScanRow } from './journal.ts';
import { byHand, type UploadOrigin, uploadOriginSchema } from './origin.ts';
import type { PendingDrops } from './pending-drops.ts';
import type { Remains } from './remains.ts';
import type { ScanCursor } from './scan.ts';
import type { Spool } from './spool.ts';
import type { Drop, ResolveTarget } from './target.ts';
import {
  canRetry,
  type FileFacts,
  isFinal,
  type OnConflict,
  type OnDuplicate,
  type Upload,
} from './upload.ts';
import type { EndedRow, UploadHistory } from './upload-history.ts';

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

function reasonOf(row: Pick<JournalRow, 'reason'>): ErrorCode {
  const code = errorCodeSchema.safeParse(row.reason);
  return code.success ? code.data : 'internal';
}

const onDuplicateSchema = duplicatePolicySchema.exclude(['keep']).catch('skip');
const onDuplicateOf = (value: string): OnDuplicate => onDuplicateSchema.parse(value);
const onConflictSchema = z.enum([...conflictPolicySchema.options, 'skip']).catch('keep');
const onConflictOf = (value: string): OnConflict => onConflictSchema.parse(value);

function originOf(row: JournalRow): UploadOrigin {
  const origin = uploadOriginSchema.safeParse({ source: row.source, sourceMetadata: row.source_metadata });
  return origin.success ? origin.data : { ...byHand, source: row.source };
}

/** What was asked for, whatever became of it. */
function wanted(row: JournalRow | EndedRow, spooled: boolean) {
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
    replaces: row.replaces,
    createdAt: row.created_at,
    onDuplicate: onDuplicateOf(row.on_duplicate),
    onConflict: onConflictOf(row.on_conflict),
    held: false,
    abort: new AbortController(),
  };
}

/** An upload as the last run left it, ready to go on: same id, key and multipart upload. */
export function restoreUpload(row: JournalRow, spooled: boolean): Upload {
  const failed = row.state === 'failed';
  const code = reasonOf(row);
  return {
    ...wanted(row, spooled),
    origin: originOf(row),
    intakeId: row.intake_id,
    state: failed ? 'failed' : 'queued',
    sentBytes: 0,
    identity: identityOf(row),
    assetId: row.asset_id,
    ref: row.bucket === null || row.object_key === null ? null : { bucket: row.bucket, key: row.object_key },
    multipartId: row.multipart_id,
    keepDuplicate: row.keep_duplicate,
    error: failed ? { code, details: {}, retry: canRetry(code) } : null,
  };
}

/** An upload that ended in an earlier run, as the tray shows it. */
export function restoreEnded(row: EndedRow, spooled: boolean): Upload {
  const failed = row.state === 'failed';
  return {
    ...wanted(row, spooled),
    origin: byHand,
    intakeId: null,
    state: row.state,
    sentBytes: row.state === 'published' ? row.size : 0,
    identity: null,
    assetId: row.asset_id,
    ref: null,
    multipartId: null,
    keepDuplicate: false,
    error: failed ? { code: reasonOf(row), details: {}, retry: false } : null,
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
    onDuplicate: onDuplicateOf(row.on_duplicate),
    onConflict: onConflictOf(row.on_conflict),
    createdAt: row.created_at,
  };
}

function cursorOf({ cursor_root: root, cursor_path: path }: ScanRow): ScanCursor | null {
  return root === null || path === null ? null : { root, path };
}

interface RecoverParts {
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly history: UploadHistory;
  readonly ingest: Ingest;
  readonly spool: Spool;
  readonly pending: PendingDrops;
  readonly resolveTarget: ResolveTarget;
}

/**
 * After a quit or a crash: every journaled upload is on the board again and goes on where it was, and drops that
 * were still being walked are walked on. An upload that had reached the store but not the database is verified
 * and published by the ordinary way, under the same key, so nothing is doubled; only small files are sent again.
 */
export async function recoverUploads(parts: RecoverParts): Promise<number> {
  const { board, journal, history, ingest, spool, pending } = parts;
  await history.forgetOld();
  const rows = await journal.unfinished();
  const scans = await journal.scans();
  const drops = await pending.all();
  const walking = new Set(scans.map(({ batch_id }) => batch_id));
  const shown = new Set([
    ...rows.map(({ batch_id }) => batch_id),
    ...walking,
    ...(await history.undecided()),
  ]);
  const ended = await history.rows([...shown]);
  const paths = [...rows, ...ended].flatMap(({ path }) => (path === null ? [] : [path]));
  await spool.sweep(new Set([...paths, ...[...scans, ...drops].flatMap((drop) => drop.paths)]));

  const add = (row: JournalRow | EndedRow, upload: Upload): void => {
    const { batch_id: id, batch_title: title, brand_id: brandId, project_id: projectId } = row;
    if (!board.has(id)) board.openBatch({ id, createdAt: row.created_at, title, brandId, projectId });
    board.add(upload);
  };
  const isSpooled = (path: string | null): boolean => path !== null && spool.owns(path);
  // What ended before the restart is counted, so that a drop of thousands is still one of thousands.
  for (const row of ended) add(row, restoreEnded(row, isSpooled(row.path)));
  for (const row of rows) {
    const upload = restoreUpload(row, isSpooled(row.path));
    add(row, upload);
    if (upload.state === 'queued') ingest.enqueue(upload);
  }
  for (const id of shown) if (!walking.has(id)) board.endScan(id);
  for (const scan of scans) ingest.resumeScan(await restoreDrop(scan, parts.resolveTarget), cursorOf(scan));
  const known = await history.known(drops.map(({ batchId }) => batchId));
  await resumePending(parts, new Set([...shown, ...known]));
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
