import { sql } from 'kysely';
import type { AssetId, UploadId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { FileFacts, Upload } from './upload.ts';

/** A file that is about to be sent. */
export interface Intent {
  readonly upload: Upload;
  readonly facts: FileFacts;
}

/** Journals the keys of files that are about to be sent, in one statement. */
export async function writeIntents(
  db: SparklioDb,
  intents: readonly Intent[],
): Promise<readonly undefined[]> {
  const column = <T>(of: (intent: Intent) => T): T[] => intents.map(of);
  await sql`
    update sparklio.uploads as u set
      state = 'transferring', reason = null, updated_at = now() at time zone 'utc',
      asset_id = i.asset_id, size = i.size, mtime_ms = i.mtime_ms, type = i.type, mime = i.mime,
      checksum = i.checksum, bucket = i.bucket, object_key = i.object_key, multipart_id = i.multipart_id
    from unnest(
      ${column(({ upload }) => upload.id)}::uuid[],
      ${column(({ upload }) => upload.assetId)}::uuid[],
      ${column(({ facts }) => facts.size)}::bigint[],
      ${column(({ facts }) => Math.trunc(facts.mtimeMs))}::bigint[],
      ${column(({ facts }) => facts.type)}::text[],
      ${column(({ facts }) => facts.mime)}::text[],
      ${column(({ facts }) => facts.sha256)}::text[],
      ${column(({ upload }) => upload.ref?.bucket ?? null)}::text[],
      ${column(({ upload }) => upload.ref?.key ?? null)}::text[],
      ${column(({ upload }) => upload.multipartId)}::text[]
    ) as i(id, asset_id, size, mtime_ms, type, mime, checksum, bucket, object_key, multipart_id)
    where u.id = i.id`.execute(db);
  return intents.map(() => undefined);
}

/** A file that is to become the new version of an asset. */
export interface Versioning {
  readonly id: UploadId;
  readonly assetId: AssetId;
}

export async function writeReplaced(
  db: SparklioDb,
  versions: readonly Versioning[],
): Promise<readonly undefined[]> {
  await sql`
    update sparklio.uploads as u set replaces = v.asset_id, updated_at = now() at time zone 'utc'
    from unnest(
      ${versions.map(({ id }) => id)}::uuid[], ${versions.map(({ assetId }) => assetId)}::uuid[]
    ) as v(id, asset_id)
    where u.id = v.id`.execute(db);
  return versions.map(() => undefined);
}
