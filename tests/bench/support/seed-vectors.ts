import { sql } from 'kysely';
import type { SparklioDb } from '../../../electron/database/tables.ts';
import { gaussians } from './gaussians.ts';

interface VectorSeed {
  readonly rows: number;
  readonly dimensions: number;
  readonly model: string;
  readonly brands?: number;
}

const subjects = 60;
const motifs = 4000;
const variations = 12_000;
const details = 6000;
/** Directions that pictures of one motif differ in: light, background, crop … */
const directions = 24;
const chunk = 25_000;

/**
 * Assets of several brands with vectors that lie as those of pictures do: subjects, motifs within them, variations of
 * a motif along few directions, and details that differ in all. Summed up in the database from parts that are drawn
 * here, so that a million take minutes.
 */
export async function seedVectors(db: SparklioDb, seed: VectorSeed): Promise<void> {
  const { rows, dimensions, model, brands = 10 } = seed;
  await sql`create unlogged table if not exists vector_parts (kind int, n int, part vector, primary key (kind, n))`.execute(
    db,
  );
  await sql`alter table vector_parts alter column part set storage external`.execute(db);
  await sql`truncate vector_parts`.execute(db);
  const scale = 1 / Math.sqrt(dimensions);
  const draws = (count: number, salt: number): Float32Array => gaussians(count * dimensions, salt);
  const subjectCentres = draws(subjects, 1);
  const offsets = draws(motifs, 2);
  await addParts(db, 0, motifs, (n, i) => {
    const subject = subjectCentres[(n % subjects) * dimensions + i] ?? 0;
    return scale * (subject + 0.7 * (offsets[n * dimensions + i] ?? 0));
  });
  const axes = draws(directions, 3);
  const weights = gaussians(variations * directions, 4);
  await addParts(db, 1, variations, (n, i) => {
    let sum = 0;
    for (let d = 0; d < directions; d += 1) {
      sum += (weights[n * directions + d] ?? 0) * (axes[d * dimensions + i] ?? 0);
    }
    return 0.09 * scale * sum;
  });
  const noise = draws(details, 5);
  await addParts(db, 2, details, (n, i) => 0.25 * scale * (noise[n * dimensions + i] ?? 0));
  await sql`analyze vector_parts`.execute(db);

  async function addParts(
    to: SparklioDb,
    kind: number,
    count: number,
    valueAt: (n: number, i: number) => number,
  ): Promise<void> {
    for (let first = 0; first < count; first += 500) {
      const ns = Array.from({ length: Math.min(500, count - first) }, (_, k) => first + k);
      const texts = ns.map(
        (n) => `[${Array.from({ length: dimensions }, (_, i) => valueAt(n, i).toFixed(6)).join(',')}]`,
      );
      await sql`insert into vector_parts select ${kind}::int, n, t::vector
        from unnest(${ns}::int[], ${texts}::text[]) as parts (n, t)`.execute(to);
    }
  }

  for (let first = 1; first <= rows; first += chunk) {
    const last = Math.min(rows, first + chunk - 1);
    await sql`
      with numbered as (
        select g, md5('asset' || g)::uuid as asset_id, md5('brand' || (hashint4(g) & 65535) % ${brands}::int)::uuid as brand_id
        from generate_series(${first}::int, ${last}::int) g
      ), added as (
        insert into sparklio.assets (asset_id, brand_id, type, mime, name, name_key, size, created_at, trashed, published,
          rendition, thumbnail_key, preview_key)
        select asset_id, brand_id, 'image', 'image/jpeg', g || '.jpg', g::text, g, now(), false, true, 'ready',
          'images/' || g || '.webp', 'images/' || g || '.p.webp'
        from numbered
      )
      insert into sparklio.asset_vectors (asset_id, brand_id, model, vector)
      select asset_id, brand_id, ${model}, l2_normalize(m.part + v1.part + v2.part + d.part)
      from numbered
      join vector_parts m on m.kind = 0 and m.n = (hashint4(g * 3 + 1) & 1048575) % ${motifs}::int
      join vector_parts v1 on v1.kind = 1 and v1.n = (hashint4(g * 5 + 2) & 1048575) % ${variations}::int
      join vector_parts v2 on v2.kind = 1 and v2.n = (hashint4(g * 7 + 3) & 1048575) % ${variations}::int
      join vector_parts d on d.kind = 2 and d.n = (hashint4(g * 11 + 4) & 1048575) % ${details}::int`.execute(
      db,
    );
  }
  await sql`vacuum analyze sparklio.asset_vectors`.execute(db);
  await sql`vacuum analyze sparklio.assets`.execute(db);
}
