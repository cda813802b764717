import { sql } from 'kysely';
import { z } from 'zod';
import type { AssetId, BrandId } from '../../../shared/domain/ids.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { padVector, STORED_DIMENSIONS, toSqlVector } from '../vectors.ts';

/** Rows of one statement, when vectors that serve for nothing are removed. */
const removedAtOnce = 2000;

export interface Counts {
  /** Pictures that have a vector of the model, those that can't have one, and all that could. */
  readonly embedded: number;
  readonly failed: number;
  readonly total: number;
}

/** By indexes alone; still a walk through all of them, so not to be asked with every vector. */
export async function countVectors(db: SparklioDb, model: string): Promise<Counts> {
  const { rows } = await sql<{ total: number; missing: number; failed: number }>`
    select
      (select count(*)::int from sparklio.assets
        where published and preview_key is not null and type in ('image', 'video')) as total,
      (select count(*)::int from sparklio.assets a
        where a.published and a.preview_key is not null and a.type in ('image', 'video')
          and not exists (
            select from sparklio.asset_vectors v where v.asset_id = a.asset_id and v.model = ${model})) as missing,
      (select count(*)::int from sparklio.asset_vectors v join sparklio.assets a on a.asset_id = v.asset_id
        where v.model = ${model} and v.vector is null
          and a.published and a.preview_key is not null and a.type in ('image', 'video')) as failed`.execute(
    db,
  );
  const { total = 0, missing = 0, failed = 0 } = rows[0] ?? {};
  return { total, failed, embedded: Math.max(0, total - missing - failed) };
}

export async function hasVectors(db: SparklioDb, model: string): Promise<boolean> {
  const row = await db
    .selectFrom('sparklio.asset_vectors')
    .select('asset_id')
    .where('model', '=', model)
    .where('vector', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Every model that there are vectors of, by hopping through the index. */
export async function modelsPresent(db: SparklioDb): Promise<string[]> {
  const { rows } = await sql<{ model: string }>`
    with recursive hop as (
      (select model from sparklio.asset_vectors order by model limit 1)
      union all
      select (select v.model from sparklio.asset_vectors v where v.model > hop.model order by v.model limit 1)
      from hop where hop.model is not null
    )
    select model from hop where model is not null`.execute(db);
  return rows.map(({ model }) => model);
}

/** Removes vectors of a model, up to so many batches; true when none is left. */
export async function removeVectors(db: SparklioDb, model: string, batches: number): Promise<boolean> {
  for (let batch = 0; batch < batches; batch++) {
    const { numAffectedRows = 0n } = await sql`
      delete from sparklio.asset_vectors where ctid = any(array(
        select ctid from sparklio.asset_vectors where model = ${model} limit ${removedAtOnce}))`.execute(db);
    if (numAffectedRows < BigInt(removedAtOnce)) return true;
  }
  return false;
}

/** Whether vectors can be kept for other programs as well: the shared column is there, with room for them. */
export async function sharedColumnFits(db: SparklioDb): Promise<boolean> {
  const { rows } = await sql`
    select format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = to_regclass('public.generated_assets') and attname = 'embedding' and not attisdropped`.execute(
    db,
  );
  const [column] = z.array(z.object({ type: z.string() })).parse(rows);
  return column?.type.replace(/^\w+\./, '') === `vector(${STORED_DIMENSIONS})`;
}

export interface NewVector {
  readonly assetId: AssetId;
  readonly model: string;
  readonly vector: Float32Array;
  /** Whether other programs get it too, where the asset has no vector of theirs. */
  readonly share: boolean;
}

/**
 * Keeps a vector: compact for searching here and, padded, in the shared column. What another program wrote there
 * stays: the column is filled when it is empty, and replaced only while it still holds what the app itself made.
 */
export async function saveVector(
  db: SparklioDb,
  { assetId, model, vector, share }: NewVector,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const asset = await transaction
      .selectFrom('sparklio.assets')
      .select('brand_id')
      .where('asset_id', '=', assetId)
      .executeTakeFirst();
    // Purged meanwhile.
    if (asset === undefined) return;
    if (share) {
      await transaction
        .updateTable('public.generated_assets as g')
        .set({ embedding: toSqlVector(padVector(vector)) })
        .where('g.id', '=', assetId)
        .where((eb) =>
          eb.or([
            eb('g.embedding', 'is', null),
            eb.exists(
              eb
                .selectFrom('sparklio.asset_vectors as v')
                .select('v.asset_id')
                .whereRef('v.asset_id', '=', 'g.id')
                .where('v.vector', 'is not', null)
                .where(sql<boolean>`g.embedding = (
                  v.vector::real[] || array_fill(0::real, array[${STORED_DIMENSIONS}::int - vector_dims(v.vector)])
                )::vector`),
            ),
          ]),
        )
        .execute();
    }
    await upsert(transaction, assetId, asset.brand_id, model, toSqlVector(vector), null);
  });
}

/** Notes that a model can make no vector of an asset, and why: it is not tried again by itself. */
export async function saveProblem(
  db: SparklioDb,
  assetId: AssetId,
  model: string,
  problem: string,
): Promise<void> {
  const asset = await db
    .selectFrom('sparklio.assets')
    .select('brand_id')
    .where('asset_id', '=', assetId)
    .executeTakeFirst();
  if (asset !== undefined) await upsert(db, assetId, asset.brand_id, model, null, problem);
}

async function upsert(
  db: SparklioDb,
  asset_id: AssetId,
  brand_id: BrandId,
  model: string,
  vector: string | null,
  problem: string | null,
): Promise<void> {
  const row = { brand_id, vector, problem, embedded_at: new Date() };
  await db
    .insertInto('sparklio.asset_vectors')
    .values({ asset_id, model, ...row })
    .onConflict((conflict) => conflict.columns(['asset_id', 'model']).doUpdateSet(row))
    .execute();
}
