import { sql } from 'kysely';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { SparklioDb } from '../database/tables.ts';
import { brandColor } from '../library/brand-color.ts';
import { type PictureUrls, summaryColumns, toSummary } from '../library/summaries.ts';

export interface UsagePorts {
  readonly db: SparklioDb;
  readonly urls: PictureUrls;
  /** Bytes free where the objects are; null where it can't be known. */
  readonly freeBytes: () => Promise<number | null>;
}

const BIGGEST = 20;

const assets = sql<number>`count(*)`.as('assets');
const bytes = sql<number>`coalesce(sum(a.size), 0)`.as('bytes');
const published = sql<boolean>`a.published`;

/** What is stored. Bytes are those of originals, without renditions. */
export function createUsage({ db, urls, freeBytes }: UsagePorts) {
  return {
    async summary(): Promise<CallOutput<'usage.summary'>> {
      const visible = db.selectFrom('sparklio.assets as a').where(published);
      const [trash, versions, byBrand, byProject, byType, byDay, biggest, free] = await Promise.all([
        db
          .selectFrom('sparklio.assets as a')
          .where(sql<boolean>`a.trashed`)
          .select([assets, bytes])
          .executeTakeFirstOrThrow(),
        formerFiles(db),
        visible
          .innerJoin('public.brands as b', 'b.id', 'a.brand_id')
          .leftJoin('sparklio.brands as s', 's.brand_id', 'b.id')
          .select(['b.id', 'b.name', 's.color', assets, bytes])
          .groupBy(['b.id', 'b.name', 's.color'])
          .orderBy('bytes', 'desc')
          .execute(),
        visible
          .leftJoin('public.projects as p', 'p.id', 'a.project_id')
          .select(['a.brand_id', 'a.project_id', 'p.name', assets, bytes])
          .groupBy(['a.brand_id', 'a.project_id', 'p.name'])
          .orderBy('bytes', 'desc')
          .execute(),
        visible.select(['a.type', assets, bytes]).groupBy('a.type').orderBy('bytes', 'desc').execute(),
        visible
          .select(sql<string>`to_char(date_trunc('day', a.created_at), 'YYYY-MM-DD')`.as('day'))
          .select([assets, bytes])
          .groupBy(sql`date_trunc('day', a.created_at)`)
          .orderBy('day')
          .execute(),
        visible
          .select(summaryColumns)
          .orderBy('a.size', 'desc')
          .orderBy('a.asset_id', 'desc')
          .limit(BIGGEST)
          .execute(),
        freeBytes(),
      ]);
      return {
        assets: byType.reduce((sum, row) => sum + row.assets, 0),
        bytes: byType.reduce((sum, row) => sum + row.bytes, 0),
        trash,
        versions,
        byBrand: byBrand.map(({ id, color, ...row }) => ({
          brandId: id,
          color: color ?? brandColor(id),
          ...row,
        })),
        byProject: byProject.map(({ brand_id, project_id, ...row }) => ({
          brandId: brand_id,
          projectId: project_id,
          ...row,
        })),
        byType,
        byDay,
        biggest: biggest.map((row) => toSummary(row, urls)),
        freeBytes: free,
      };
    },
  };
}

/** What former files weigh beside the current ones; a restored file is one object with the version that it was. */
async function formerFiles(db: SparklioDb): Promise<{ assets: number; bytes: number }> {
  const { rows } = await sql<{ assets: number; bytes: number }>`
    select count(*)::int as assets, coalesce(sum(size), 0)::bigint as bytes from (
      select distinct on (v.asset_id, coalesce(nullif(v.minio_path, ''), v.checksum)) v.size
      from sparklio.asset_versions v
      join public.generated_assets g on g.id = v.asset_id
      where case when v.minio_path = '' then v.checksum is distinct from g.checksum else v.minio_path <> g.minio_path end
    ) f`.execute(db);
  return rows[0] ?? { assets: 0, bytes: 0 };
}
