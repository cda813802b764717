import { sql } from 'kysely';
import { z } from 'zod';
import type { CallOutput } from '../../../shared/contract/index.ts';
import { assetTypeSchema, renditionStateSchema, stripLayoutSchema } from '../../../shared/domain/asset.ts';
import type { AssetId } from '../../../shared/domain/ids.ts';
import type { AssetVersion } from '../../../shared/domain/version.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { AppError } from '../../errors.ts';
import type { AssetUrls } from '../../storage/asset-urls.ts';
import { parseObjectPath } from '../../storage/keys.ts';
import type { LocateObject } from '../../storage/locate.ts';

export interface ListPorts {
  readonly db: SparklioDb;
  readonly urls: AssetUrls;
  readonly locate: LocateObject;
  /** Where paths without a bucket point. */
  readonly assetsBucket: string;
}

const rowSchema = z.object({
  number: z.number(),
  is_current: z.boolean(),
  path: z.string().nullable(),
  content: z.string().nullable(),
  name: z.string(),
  type: assetTypeSchema,
  mime: z.string().nullable(),
  size: z.number(),
  checksum: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  duration_ms: z.number().nullable(),
  page_count: z.number().nullable(),
  thumbhash: z.string().nullable(),
  rendition: renditionStateSchema,
  thumbnail_key: z.string().nullable(),
  preview_key: z.string().nullable(),
  strip_key: z.string().nullable(),
  strip: stripLayoutSchema.nullable(),
  note: z.string(),
  created_at: z.date(),
  created_by: z.string().nullable(),
});
export type VersionRow = z.infer<typeof rowSchema>;

/** The files of an asset, newest first; none when there is no such asset. */
export async function readVersions(db: SparklioDb, id: AssetId): Promise<VersionRow[]> {
  const { rows } = await sql`
    select v.*, u.name as created_by from (
      select a.version as number, true as is_current, g.minio_path as path, t.content, a.name, a.type, a.mime, a.size,
        regexp_replace(g.checksum, '^sha256:', '') as checksum, a.width, a.height, a.duration_ms, a.page_count,
        a.thumbhash, a.rendition, a.thumbnail_key, a.preview_key, a.strip_key, a.strip,
        coalesce(d.version_note, '') as note, coalesce(d.version_at, a.created_at) as created_at,
        coalesce(d.version_by, g.user_id) as by
      from sparklio.assets a
      join public.generated_assets g on g.id = a.asset_id
      left join public.generated_texts t on t.id = a.asset_id
      left join sparklio.asset_details d on d.asset_id = a.asset_id
      where a.asset_id = ${id}::uuid
      union all
      select number, false, minio_path, content, name, type, mime, size, checksum, width, height, duration_ms,
        page_count, thumbhash, rendition, thumbnail_key, preview_key, strip_key, strip, note, created_at, created_by
      from sparklio.asset_versions where asset_id = ${id}::uuid
    ) v
    left join public.users u on u.id = v.by
    order by v.is_current desc, v.number desc`.execute(db);
  const versions = z.array(rowSchema).parse(rows);
  return versions[0]?.is_current === true ? versions : [];
}

/** Where the bytes of a version are; null for a text that is kept in the database. */
export async function objectOf(
  { path, content }: Pick<VersionRow, 'path' | 'content'>,
  { locate, assetsBucket }: Pick<ListPorts, 'locate' | 'assetsBucket'>,
) {
  const written = content === null ? parseObjectPath(path, assetsBucket) : null;
  return written === null || written.bucket === '' ? null : await locate(written);
}

export async function listVersions(ports: ListPorts, id: AssetId): Promise<CallOutput<'versions.list'>> {
  const { db, urls } = ports;
  const rows = await readVersions(db, id);
  const [current] = rows;
  if (current === undefined) throw new AppError('not_found', 'There is no such asset.');
  const versions = await Promise.all(
    rows.map(async (row): Promise<AssetVersion> => {
      const object = await objectOf(row, ports);
      return {
        number: row.number,
        isCurrent: row.is_current,
        isSameAsCurrent: row.checksum !== null && row.checksum === current.checksum,
        name: row.name,
        type: row.type,
        mime: row.mime,
        size: row.size,
        width: row.width,
        height: row.height,
        durationMs: row.duration_ms,
        pageCount: row.page_count,
        checksum: row.checksum,
        createdAt: row.created_at.toISOString(),
        createdBy: row.created_by,
        note: row.note,
        rendition: row.rendition,
        thumbhash: row.thumbhash,
        thumbnailUrl: row.thumbnail_key === null ? null : urls.thumbnail(row.thumbnail_key),
        previewUrl: row.preview_key === null ? null : urls.preview(row.preview_key),
        originalUrl: object === null ? null : urls.original(object, row.name, row.mime),
        text: row.content,
      };
    }),
  );
  return { versions, urlsExpireAt: urls.expiresAt() };
}
