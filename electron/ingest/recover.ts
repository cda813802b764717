import type { ErrorCode } from '../../shared/contract/errors.ts';
import { errorCodeSchema } from '../../shared/contract/errors.ts';
import { assetTypeSchema } from '../../shared/domain/asset.ts';
import type { UploadBoard } from './board.ts';
import type { Ingest } from './ingest.ts';
import type { Journal, JournalRow } from './journal.ts';
import type { Spool } from './spool.ts';
import type { FileIdentity, Upload } from './upload.ts';

function identityOf(row: JournalRow): FileIdentity | null {
  const type = assetTypeSchema.safeParse(row.type);
  if (!type.success || row.checksum === null || row.mime === null) return null;
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

/** An upload as the last run left it, ready to go on: same id, key and multipart upload. */
export function restoreUpload(row: JournalRow, spooled: boolean): Upload {
  const failed = row.state === 'failed';
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
    createdAt: row.created_at,
    state: failed ? 'failed' : 'queued',
    sentBytes: 0,
    identity: identityOf(row),
    assetId: row.asset_id,
    ref: row.bucket === null || row.object_key === null ? null : { bucket: row.bucket, key: row.object_key },
    multipartId: row.multipart_id,
    // It had an asset id, so it was past that question.
    keepDuplicate: row.asset_id !== null,
    error: failed ? { code: reasonOf(row), details: {}, retry: true } : null,
    abort: new AbortController(),
  };
}

/**
 * After a quit or a crash: every journaled upload is on the board again and goes on where it was. One that had
 * reached the store but not the database is verified and published by the ordinary way; the object is sent
 * again under the same key, so nothing is doubled.
 */
export async function recoverUploads(parts: {
  board: UploadBoard;
  journal: Journal;
  ingest: Ingest;
  spool: Spool;
}): Promise<number> {
  const rows = await parts.journal.unfinished();
  await parts.spool.sweep(new Set(rows.flatMap(({ path }) => (path === null ? [] : [path]))));
  for (const row of rows) {
    const { batch_id: id, batch_title: title, brand_id: brandId, project_id: projectId } = row;
    if (!parts.board.has(id))
      parts.board.openBatch({ id, createdAt: row.created_at, title, brandId, projectId });
    const upload = restoreUpload(row, row.path !== null && parts.spool.owns(row.path));
    parts.board.add(upload);
    if (upload.state === 'queued') parts.ingest.enqueue(upload);
  }
  for (const id of new Set(rows.map(({ batch_id }) => batch_id))) parts.board.endScan(id);
  return rows.length;
}
