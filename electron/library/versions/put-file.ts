import { sql } from 'kysely';
import type { AssetType } from '../../../shared/domain/asset.ts';
import type { AssetId } from '../../../shared/domain/ids.ts';
import type { SharedRows } from '../../database/shared-rows.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { AppError } from '../../errors.ts';
import { step } from '../../steps.ts';
import { withExtensionOf } from './version-name.ts';

/** The file that an asset is to have: an object in the store, or a short text that is kept in the database. */
export interface NewFile {
  /** As `minio_path` holds it; empty for a text in the database. */
  readonly path: string;
  readonly content: string | null;
  /** What the file was called; the asset keeps its own name, and takes the extension. */
  readonly name: string;
  readonly type: AssetType;
  readonly mime: string | null;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, without prefix. */
  readonly checksum: string | null;
  readonly look: Look;
}

/** What is known of how the file looks. A new one has no renditions yet. */
export interface Look {
  readonly width: number | null;
  readonly height: number | null;
  readonly duration_ms: number | null;
  readonly page_count: number | null;
  readonly thumbhash: string | null;
  readonly rendition: 'pending' | 'ready' | 'none' | 'failed';
  readonly thumbnail_key: string | null;
  readonly preview_key: string | null;
  readonly strip_key: string | null;
  /** `StripLayout` as JSON. */
  readonly strip: string | null;
}

export interface PutOptions {
  readonly assetId: AssetId;
  readonly file: NewFile;
  /** The person that it comes from; null where nobody is known. */
  readonly by: string | null;
  readonly note?: string;
  readonly rows: SharedRows;
}

/**
 * Puts another file into an asset, within the caller's transaction: the one before becomes a version, and id, name, tags,
 * rating and note stay. Whoever else does so to the same asset waits for the row and comes after. Renditions, facts and
 * vectors of the one before are let go; the caller queues their making.
 *
 * Gives the number of the file that is the current one now, and of the one before. Throws `not_found` when the asset is gone.
 */
export async function putFile(
  trx: SparklioDb,
  { assetId, file, by, note = '', rows }: PutOptions,
): Promise<{ readonly number: number; readonly former: number }> {
  await lockAsset(trx, assetId);
  const before = await keepFormer(trx, assetId);
  step('version.kept', { asset: assetId, number: before.number });
  const number = before.number + 1;
  await writeShared(trx, assetId, file, before, rows);
  await writeTexts(trx, assetId, file, before, rows);
  await trx
    .updateTable('sparklio.assets')
    .set({ ...file.look, version: number, versions: countedVersions(assetId) })
    .where('asset_id', '=', assetId)
    .execute();
  const details = {
    colors: null,
    metadata: null,
    problem: null,
    rendered_at: null,
    version_at: sql<Date>`now() at time zone 'utc'`,
    version_by: by,
    version_note: note,
  };
  await trx
    .insertInto('sparklio.asset_details')
    .values({ asset_id: assetId, ...details })
    .onConflict((conflict) => conflict.column('asset_id').doUpdateSet(details))
    .execute();
  await trx.deleteFrom('sparklio.asset_vectors').where('asset_id', '=', assetId).execute();
  step('version.put', { asset: assetId, number });
  return { number, former: before.number };
}

/** Files of an asset, as `sparklio.assets.versions` counts them. */
export function countedVersions(assetId: AssetId) {
  return sql<number>`1 + (select count(*)::int from sparklio.asset_versions where asset_id = ${assetId}::uuid)`;
}

/** What changes an asset's files comes one after the other. Throws `not_found`. */
export async function lockAsset(trx: SparklioDb, assetId: AssetId): Promise<void> {
  const { rows } = await sql`
    select id from public.generated_assets where id = ${assetId}::uuid for update`.execute(trx);
  if (rows.length === 0) throw new AppError('not_found', 'There is no such asset.');
}

interface Former {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly content: string | null;
}

async function keepFormer(trx: SparklioDb, assetId: AssetId): Promise<Former> {
  const { rows } = await sql<Former>`
    insert into sparklio.asset_versions (asset_id, number, minio_path, content, name, type, mime, size, checksum, width,
      height, duration_ms, page_count, thumbhash, rendition, thumbnail_key, preview_key, strip_key, strip, note, created_at,
      created_by)
    select a.asset_id, a.version, g.minio_path, t.content, a.name, a.type, a.mime, a.size,
      regexp_replace(g.checksum, '^sha256:', ''), a.width, a.height, a.duration_ms, a.page_count, a.thumbhash,
      a.rendition, a.thumbnail_key, a.preview_key, a.strip_key, a.strip, coalesce(d.version_note, ''),
      coalesce(d.version_at, a.created_at), coalesce(d.version_by, g.user_id)
    from public.generated_assets g
    join sparklio.assets a on a.asset_id = g.id
    left join public.generated_texts t on t.id = g.id
    left join sparklio.asset_details d on d.asset_id = g.id
    where g.id = ${assetId}::uuid
    returning number, name, type, content`.execute(trx);
  const [former] = rows;
  if (former !== undefined) return former;
  // A trigger could not follow another program's write; the next look puts it right.
  throw new AppError('service_unavailable', 'The projection of the asset is behind', {}, true);
}

async function writeShared(
  trx: SparklioDb,
  assetId: AssetId,
  file: NewFile,
  before: Former,
  rows: SharedRows,
): Promise<void> {
  // For the trigger that keeps former files where other programs write.
  await sql`select set_config('sparklio.versioning', 'on', true)`.execute(trx);
  const limit = await rows.limitOf(trx, 'generated_assets', 'original_name');
  await trx
    .updateTable('public.generated_assets')
    .set({
      minio_path: file.path,
      original_name: withExtensionOf(before.name, file.name, limit ?? undefined),
      file_size: file.size,
      mime_type: file.mime,
      checksum: file.checksum,
      // Of the former picture, whoever made it.
      embedding: null,
      updated_at: sql`now()`,
      ...(file.type === before.type ? {} : { type: file.type }),
    })
    .where('id', '=', assetId)
    .execute();
  await sql`select set_config('sparklio.versioning', '', true)`.execute(trx);
}

/** A text that is kept in the database has its content there; the content of any other file is found by looking at it. */
async function writeTexts(
  trx: SparklioDb,
  assetId: AssetId,
  { content }: NewFile,
  before: Former,
  rows: SharedRows,
): Promise<void> {
  if (content === null) {
    if (before.content !== null) {
      await trx.deleteFrom('public.generated_texts').where('id', '=', assetId).execute();
    }
    await trx.deleteFrom('sparklio.asset_texts').where('asset_id', '=', assetId).execute();
    return;
  }
  const written = { content, content_length: content.length };
  if (before.content === null) {
    await rows.insert(trx, 'generated_texts', [{ id: assetId, ...written, text_type: null, language: null }]);
  } else {
    await trx.updateTable('public.generated_texts').set(written).where('id', '=', assetId).execute();
  }
}
