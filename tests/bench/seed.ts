import { sql } from 'kysely';
import { ensureLocalUser } from '../../electron/database/local-user.ts';
import type { SparklioDb } from '../../electron/database/tables.ts';

export interface SeedOptions {
  assets: number;
  brands?: number;
  /** Per brand. */
  projects?: number;
  /** Pictures that get a vector of `dimensions` numbers, of `model`. */
  vectors?: number;
  dimensions?: number;
  model?: string;
}

const CHUNK = 10_000;

/**
 * Fills a library inside the database: names and tags in Korean and English, all types, sizes and ratios,
 * dates over two years, ratings and labels on some, a few in the trash. The same rows each time, but for ids.
 */
export async function seedLibrary(db: SparklioDb, options: SeedOptions): Promise<void> {
  const { assets, brands = 10, projects = 8, vectors = 0, dimensions = 480, model = 'seed' } = options;
  const user = await ensureLocalUser(db, 'seed');
  await sql`select setseed(0.42)`.execute(db);
  await sql`insert into public.brands (name, slug)
    select 'Brand ' || g, 'brand-' || g from generate_series(1, ${brands}::int) g`.execute(db);
  await sql`insert into public.projects (brand_id, name, slug)
    select b.id, 'Project ' || g, 'project-' || g
    from public.brands b cross join generate_series(1, ${projects}::int) g`.execute(db);
  for (let first = 1; first <= assets; first += CHUNK) {
    await seedAssets(db, user, first, Math.min(first + CHUNK - 1, assets));
  }
  await sql`
    update sparklio.assets set
      width = case when type in ('image', 'video') then 600 + (random() * 5400)::int end,
      height = case when type in ('image', 'video') then 600 + (random() * 3600)::int end,
      duration_ms = case when type in ('video', 'audio') then (random() * 600000)::int end,
      page_count = case when type = 'document' then 1 + (random() * 60)::int end,
      rating = case when random() < 0.3 then 1 + (random() * 4)::int else 0 end,
      label = case when random() < 0.2
        then (array['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey'])[1 + (random() * 6)::int] end,
      thumbhash = encode(decode(md5(asset_id::text), 'hex'), 'base64'),
      rendition = case when type = 'audio' then 'none' else 'ready' end,
      -- No previews: the app would set about giving every one of them a vector while it is measured.
      thumbnail_key = 'images/' || asset_id || '.thumbnail.webp'`.execute(db);
  if (vectors > 0) {
    await sql`
      insert into sparklio.asset_vectors (asset_id, brand_id, model, vector)
      select a.asset_id, a.brand_id, ${model}, l2_normalize(array(
        -- Naming the asset makes the numbers be drawn anew for each.
        select (random() - 0.5)::real from generate_series(1, ${dimensions}::int) where a.asset_id is not null
      )::vector)
      from sparklio.assets a where a.type = 'image' and a.published order by a.created_at limit ${vectors}`.execute(
      db,
    );
  }
  for (const table of [
    'public.generated_assets',
    'sparklio.assets',
    'sparklio.asset_search',
    'sparklio.asset_vectors',
  ]) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(db);
  }
}

async function seedAssets(db: SparklioDb, user: string, first: number, last: number): Promise<void> {
  await sql`
    with place as (
      select b.id as brand_id, row_number() over (order by b.slug) - 1 as n,
        array(select p.id from public.projects p where p.brand_id = b.id order by p.slug) as projects
      from public.brands b
    ), numbered as (
      select g, random() as r1, random() as r2, random() as r3, random() as r4, random() as r5, random() as r6
      from generate_series(${first}::int, ${last}::int) g
    )
    insert into public.generated_assets
      (brand_id, project_id, user_id, type, minio_path, original_name, file_size, mime_type, checksum, source, tags,
       status, deleted_at, created_at, updated_at)
    select
      place.brand_id,
      case when r2 < 0.85 then place.projects[1 + (r2 * 97)::int % cardinality(place.projects)] end,
      ${user}::uuid,
      kind.type,
      'local-sparklio-assets/' || kind.type || 's/' || g || '.' || kind.ext,
      (array['겨울 히어로', '봄 캠페인', 'Summer banner', '신제품 촬영', 'product shot', '여름세일', 'logo', 'IMG', '빨간 하이힐', 'story'])
        [1 + (r3 * 9.99)::int % 10] || '_' || g || '.' || kind.ext,
      (1000 + r4 * r4 * r4 * 40000000)::bigint,
      kind.mime,
      md5(g::text),
      'uploader',
      case when r5 < 0.2 then '{}'::text[] else array(
        select distinct (array['겨울', '여름', '캠페인', '인스타그램', '신제품', 'hero', 'banner', 'lifestyle', 'studio', 'draft',
          'approved', '세일', '모델', 'outdoor', 'white', '제품/신발', '제품/가방', 'social', 'print', 'web'])
          [1 + ((g * k * 7 + r6 * 1000)::bigint % 20)]
        from generate_series(1, 1 + (r5 * 5)::int) k) end,
      case when r1 > 0.98 then 'deleted' else 'active' end,
      case when r1 > 0.98 then timestamp '2026-06-01' end,
      timestamp '2024-07-01' + make_interval(secs => r6 * 2 * 365 * 86400),
      timestamp '2026-07-01'
    from numbered
    join place on place.n = (g * 31 + (r1 * 1000)::int) % (select count(*) from place)
    cross join lateral (
      select * from (values
        (0.55, 'image', 'image/jpeg', 'jpg'), (0.72, 'image', 'image/png', 'png'), (0.78, 'image', 'image/webp', 'webp'),
        (0.88, 'video', 'video/mp4', 'mp4'), (0.92, 'audio', 'audio/mpeg', 'mp3'), (0.97, 'document', 'application/pdf', 'pdf'),
        (1.01, 'text', 'text/plain', 'txt')) as kinds (upto, type, mime, ext)
      where r4 * 0.5 + r3 * 0.5 < upto order by upto limit 1
    ) kind`.execute(db);
}
