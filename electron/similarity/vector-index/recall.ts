import { sql } from 'kysely';
import { z } from 'zod';
import { type BrandId, brandIdSchema } from '../../../shared/domain/ids.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { nearest, withPlan } from '../search.ts';
import { parseSqlVector } from '../vectors.ts';
import type { ScanPlan } from './policy.ts';

/** How many of the nearest are compared. */
const K = 10;
/** What a search of the window asks for. */
const LIMIT = 300;
/** Distances of the exact comparison and of the index's rows differ in the last digits. */
const TIE = 1e-6;

const rowSchema = z.array(z.object({ brand_id: brandIdSchema, vector: z.string() }));

export interface Sample {
  readonly vector: Float32Array;
  /** Null searches every brand. */
  readonly brandId: BrandId | null;
  /** Distances of the true nearest, ascending. */
  readonly nearest: readonly number[];
}

interface SampleOptions {
  readonly db: SparklioDb;
  readonly model: string;
  readonly size: number;
  /** The sample is as large as it can be made in this time, and at least ten. */
  readonly budgetMs: number;
  /** Whether a search in this brand would use the index. */
  readonly indexed: (brandId: BrandId | null) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Vectors of the library with their true nearest, in their own brand or in all, as people search. Compares every
 * vector for each of them, so it takes a while.
 */
export async function takeSample(options: SampleOptions): Promise<Sample[]> {
  const { db, model, size, budgetMs, indexed, signal } = options;
  const started = performance.now();
  const samples: Sample[] = [];
  for (let at = 0; at < size; at += 1) {
    signal.throwIfAborted();
    if (samples.length >= 10 && performance.now() - started > budgetMs) break;
    const { rows } = await sql`
      select brand_id, vector::text as vector from sparklio.asset_vectors
      where model = ${model} and vector is not null and asset_id >= gen_random_uuid()
      order by asset_id limit 1`.execute(db);
    const [row] = rowSchema.parse(rows);
    if (row === undefined) continue;
    const vector = parseSqlVector(row.vector);
    const brandId = at % 2 === 0 && indexed(row.brand_id) ? row.brand_id : null;
    const found = await nearest({ db, vector, model, brandId, limit: K, plan: { kind: 'exact' } }).execute();
    samples.push({ vector, brandId, nearest: found.map(({ distance }) => distance) });
  }
  return samples;
}

export interface Measured {
  /** 0 to 1. */
  readonly at10: number;
  readonly p95Ms: number;
}

/** Searches for each of the sample as the window does, and compares. */
export async function measureRecall(
  db: SparklioDb,
  model: string,
  samples: readonly Sample[],
  planOf: (brandId: BrandId | null) => ScanPlan,
  signal: AbortSignal,
): Promise<Measured> {
  const times: number[] = [];
  let found = 0;
  let wanted = 0;
  for (const { vector, brandId, nearest: truth } of samples) {
    signal.throwIfAborted();
    const plan = planOf(brandId);
    const started = performance.now();
    const rows = await withPlan(db, plan, (within) =>
      nearest({ db: within, vector, model, brandId, limit: LIMIT, plan }).execute(),
    );
    times.push(performance.now() - started);
    found += countFound(
      truth,
      rows.map(({ distance }) => distance),
    );
    wanted += truth.length;
  }
  times.sort((a, b) => a - b);
  const p95Ms = times[Math.min(times.length - 1, Math.floor(times.length * 0.95))] ?? 0;
  return { at10: wanted === 0 ? 1 : found / wanted, p95Ms };
}

/** How many of the true nearest are among what was found, told by their distances (equal ones are as good). */
export function countFound(truth: readonly number[], distances: readonly number[]): number {
  const furthest = truth.at(-1);
  if (furthest === undefined) return 0;
  return Math.min(truth.length, distances.filter((distance) => distance <= furthest + TIE).length);
}
