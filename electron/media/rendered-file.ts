import { type AssetId, assetIdSchema } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Look } from '../library/versions/put-file.ts';
import { parseObjectPath, type RenditionKind } from '../storage/keys.ts';
import type { ObjectRef } from '../storage/port.ts';
import type { MediaOutput } from './protocol.ts';

/** One of an asset's files, as it is drawn. */
export interface DrawnFile {
  readonly id: AssetId;
  /** Which of the asset's files this is; another one may take its place while it is drawn. */
  readonly version: number;
  readonly ref: ObjectRef;
  readonly mime: string;
  readonly name: string;
}

export type RenditionKeys = Readonly<Record<RenditionKind, string>>;

/** What the rows of an asset's file say of it once it is drawn. */
export function lookOf(facts: MediaOutput<'render'>, keys: RenditionKeys): Look {
  const made = new Map(facts.renditions.map((rendition) => [rendition.kind, rendition]));
  const layout = made.get('strip')?.layout;
  return {
    width: facts.width ?? null,
    height: facts.height ?? null,
    duration_ms: facts.durationMs ?? null,
    page_count: facts.pageCount ?? null,
    thumbhash: facts.thumbhash ?? null,
    rendition: made.size > 0 ? 'ready' : facts.problem === undefined ? 'none' : 'failed',
    thumbnail_key: made.has('thumbnail') ? keys.thumbnail : null,
    preview_key: made.has('preview') ? keys.preview : null,
    strip_key: layout === undefined ? null : keys.strip,
    strip: layout === undefined ? null : JSON.stringify(layout),
  };
}

/** For a file that is a former one by the time it is drawn. False when nothing names it any more. */
export async function saveFormer(
  db: SparklioDb,
  { id, version }: { readonly id: AssetId; readonly version: number },
  look: Partial<Look>,
): Promise<boolean> {
  const former = await db
    .updateTable('sparklio.asset_versions')
    .set(look)
    .where('asset_id', '=', id)
    .where('number', '=', version)
    .returning('number')
    .executeTakeFirst();
  return former !== undefined;
}

/** Former files whose place another one took before they were drawn. */
export async function undrawnVersions(
  db: SparklioDb,
  assetId: string,
  assetsBucket: string,
): Promise<DrawnFile[]> {
  const rows = await db
    .selectFrom('sparklio.asset_versions')
    .select(['asset_id', 'number', 'minio_path', 'mime', 'name'])
    .where('asset_id', '=', assetIdSchema.parse(assetId))
    .where('rendition', '=', 'pending')
    .where('content', 'is', null)
    .execute();
  return rows.flatMap(({ asset_id: id, number: version, minio_path, mime, name }) => {
    const ref = parseObjectPath(minio_path, assetsBucket);
    return ref === null ? [] : [{ id, version, ref, mime: mime ?? 'application/octet-stream', name }];
  });
}
