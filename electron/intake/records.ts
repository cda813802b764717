import { sql } from 'kysely';
import { z } from 'zod';
import { type AssetId, assetIdSchema, type BrandId, type ProjectId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { findSettled, type SettledIntake } from '../ingest/intakes.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import { formatObjectPath, parseObjectPath } from '../storage/keys.ts';
import type { LocateObject } from '../storage/locate.ts';
import type { ApiAsset } from './api/schemas.ts';

const metadata = z.record(z.string(), z.json()).catch({});

export interface NamedProject {
  readonly id: ProjectId;
  readonly name: string;
  readonly slug: string;
}
export interface NamedBrand {
  readonly id: BrandId;
  readonly name: string;
  readonly slug: string;
  readonly projects: readonly NamedProject[];
}

interface RecordPorts {
  readonly db: SparklioDb;
  readonly urls: AssetUrls;
  readonly assetsBucket: string;
  readonly locate: LocateObject;
}

/** Assets and brands as the shared tables have them, for programs. */
export function createRecords({ db, urls, assetsBucket, locate }: RecordPorts) {
  return {
    /** In the order of the ids, without those that are not there. Presigned URLs are made with them. */
    async assets(ids: readonly AssetId[]): Promise<ApiAsset[]> {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('public.generated_assets as g')
        .innerJoin('sparklio.assets as a', 'a.asset_id', 'g.id')
        .select(['g.id', 'g.minio_path', 'g.checksum', 'g.source', 'g.source_metadata', 'g.status'])
        .select(['a.brand_id', 'a.project_id', 'a.type', 'a.mime', 'a.name', 'a.size', 'a.tags'])
        .select(['a.width', 'a.height', 'a.thumbnail_key', 'a.created_at'])
        .select(sql<Date>`coalesce(g.updated_at, a.created_at)`.as('updated_at'))
        .where(sql<boolean>`g.id = any(${[...ids]}::uuid[])`)
        .execute();
      const expires = new Date(urls.expiresAt()).toISOString();
      const assets = await Promise.all(
        rows.map(async (row): Promise<ApiAsset> => {
          const written = parseObjectPath(row.minio_path, assetsBucket);
          const object = written === null || written.bucket === '' ? null : await locate(written);
          return {
            asset_id: row.id,
            brand_id: row.brand_id,
            project_id: row.project_id,
            type: row.type,
            original_name: row.name,
            minio_path:
              object === null ? (row.minio_path === '' ? null : row.minio_path) : formatObjectPath(object),
            file_size: row.size,
            mime_type: row.mime,
            checksum: row.checksum?.replace(/^sha256:/, '') ?? null,
            source: row.source,
            source_metadata: metadata.parse(row.source_metadata),
            status: row.status ?? 'active',
            tags: row.tags,
            width: row.width,
            height: row.height,
            presigned_url: object === null ? null : urls.original(object, row.name, row.mime),
            thumbnail_url: row.thumbnail_key === null ? null : urls.thumbnail(row.thumbnail_key),
            presigned_expires_at: expires,
            created_at: row.created_at.toISOString(),
            updated_at: row.updated_at.toISOString(),
          };
        }),
      );
      const byId = new Map(assets.map((asset) => [asset.asset_id, asset]));
      return ids.flatMap((id) => byId.get(assetIdSchema.parse(id.toLowerCase())) ?? []);
    },

    /** Those that are neither put away by another program nor archived, by name. */
    async brands(): Promise<NamedBrand[]> {
      const [brands, projects] = await Promise.all([
        db
          .selectFrom('public.brands as b')
          .leftJoin('sparklio.brands as s', 's.brand_id', 'b.id')
          .select(['b.id', 'b.name', 'b.slug'])
          .where(sql<boolean>`to_jsonb(b) ->> 'deleted_at' is null and not coalesce(s.archived, false)`)
          .orderBy(sql`lower(b.name) collate "C"`)
          .execute(),
        db
          .selectFrom('public.projects')
          .select(['id', 'brand_id', 'name', 'slug'])
          .orderBy(sql`lower(name) collate "C"`)
          .execute(),
      ]);
      return brands.map(({ id, name, slug }) => ({
        id,
        name,
        slug,
        projects: projects
          .filter(({ brand_id }) => brand_id === id)
          .map((project) => ({ id: project.id, name: project.name, slug: project.slug })),
      }));
    },

    /** SHA-256 of the files that an asset has and had; null for one of which it is not known. */
    async checksums(id: AssetId): Promise<(string | null)[]> {
      const former = db
        .selectFrom('sparklio.asset_versions')
        .select(sql<string | null>`lower(checksum)`.as('checksum'))
        .where('asset_id', '=', id);
      const rows = await db
        .selectFrom('public.generated_assets')
        .select(sql<string | null>`lower(regexp_replace(checksum, '^sha256:', ''))`.as('checksum'))
        .where('id', '=', id)
        .unionAll(former)
        .execute();
      return rows.map(({ checksum }) => checksum);
    },

    /** What became of a file that was handed in under an id; null while nothing has. */
    async settled(intakeId: string): Promise<SettledIntake | null> {
      return (await findSettled(db, [intakeId])).get(intakeId) ?? null;
    },
  };
}

export type Records = ReturnType<typeof createRecords>;
