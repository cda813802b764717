import { sql } from 'kysely';
import { z } from 'zod';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { dominantColorSchema } from '../../shared/domain/asset.ts';
import { AppError } from '../errors.ts';
import { parseObjectPath } from '../storage/keys.ts';
import type { LocateObject } from '../storage/locate.ts';
import { storedProvenance, toFileMetadata } from './file-metadata.ts';
import type { ReadPorts } from './pages.ts';
import { summaryColumns, toSummary } from './summaries.ts';

const record = z.record(z.string(), z.unknown());
const colors = z.array(dominantColorSchema);
const generation = z.object({ generation: record });

/** Everything about one asset. `assetsBucket` is where paths without a bucket point. */
export function createDetails(
  { db, urls, locate }: ReadPorts & { readonly locate: LocateObject },
  assetsBucket: string,
) {
  return {
    async get({ id }: CallParsed<'assets.get'>): Promise<CallOutput<'assets.get'>> {
      const row = await db
        .selectFrom('sparklio.assets as a')
        .innerJoin('public.generated_assets as g', 'g.id', 'a.asset_id')
        .leftJoin('public.brands as b', 'b.id', 'a.brand_id')
        .leftJoin('public.projects as p', 'p.id', 'a.project_id')
        .leftJoin('public.users as u', 'u.id', 'g.user_id')
        .leftJoin('sparklio.asset_details as d', 'd.asset_id', 'a.asset_id')
        .leftJoin('sparklio.asset_texts as t', 't.asset_id', 'a.asset_id')
        .select(summaryColumns)
        .select(['a.preview_key', 'g.minio_path', 'g.checksum', 'g.source', 'g.source_metadata'])
        .select(sql<Date>`coalesce(g.updated_at, a.created_at)`.as('updated_at'))
        .select(['b.name as brand_name', 'p.name as project_name', 'u.name as uploaded_by'])
        .select(['d.note', 'd.colors', 'd.metadata', 'd.problem', 't.content'])
        .select(
          sql<boolean>`exists (select from sparklio.asset_vectors v
            where v.asset_id = a.asset_id and v.vector is not null)`.as('has_vector'),
        )
        .where('a.asset_id', '=', id)
        .executeTakeFirst();
      if (row === undefined) throw new AppError('not_found', 'There is no such asset.');

      const written = parseObjectPath(row.minio_path, assetsBucket);
      const object = written === null || written.bucket === '' ? null : await locate(written);
      const source = record.safeParse(row.source_metadata).data ?? {};
      const inFile = generation.safeParse(row.metadata).data?.generation;
      return {
        ...toSummary(row, urls),
        brandName: row.brand_name ?? '',
        projectName: row.project_name,
        checksum: row.checksum?.replace(/^sha256:/, '') ?? null,
        source: row.source,
        sourceMetadata: { ...inFile, ...source },
        uploadedBy: row.uploaded_by,
        updatedAt: row.updated_at.toISOString(),
        note: row.note ?? '',
        colors: colors.safeParse(row.colors).data ?? [],
        metadata: toFileMetadata(row.metadata),
        provenance: storedProvenance(row.metadata, row.source, source),
        text: row.content,
        previewUrl: row.preview_key === null ? null : urls.preview(row.preview_key),
        originalUrl: object === null ? null : urls.original(object, row.name, row.mime),
        problem: row.problem,
        hasVector: row.has_vector,
      };
    },
  };
}
