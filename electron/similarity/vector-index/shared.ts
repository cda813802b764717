import { sql } from 'kysely';
import { z } from 'zod';
import type { SparklioDb } from '../../database/tables.ts';
import { AppError } from '../../errors.ts';
import { buildIndex, dropIndex, replaceIndex } from './build.ts';
import { type FoundIndex, sharedIndexes, sharedVectors } from './catalogue.ts';
import { advisedLists } from './policy.ts';
import { countFound } from './recall.ts';

/** Ends the name of an index that is to take another's place. */
const suffix = '_sparklio_new';
const standInName = (name: string): string => `${name.slice(0, 63 - suffix.length)}${suffix}`;

/** The index that serves other programs' searches; null where there is none. */
export async function findShared(db: SparklioDb): Promise<FoundIndex | null> {
  const found = await sharedIndexes(db);
  return found.find(({ name }) => !name.endsWith(suffix)) ?? null;
}

/**
 * Builds the index anew, with lists for what there is now, and lets it take the old one's place and name. Other
 * programs go on searching meanwhile. On one session, for one desktop at a time.
 *
 * @throws AppError `not_found` when there is none.
 */
export async function rebuildShared(
  session: SparklioDb,
  dimensions: number,
  buildBytes: number,
): Promise<void> {
  const all = await sharedIndexes(session);
  const old = all.find(({ name }) => !name.endsWith(suffix));
  if (old === undefined) throw new AppError('not_found', 'There is no such index');
  for (const { schema, name } of all) {
    if (name.endsWith(suffix)) await dropIndex(session, schema, name, true);
  }
  const rows = await sharedVectors(session);
  const fresh = standInName(old.name);
  try {
    await buildIndex(session, {
      name: fresh,
      // Other programs set how many lists they probe, so it stays what they know.
      plan:
        old.kind === 'hnsw'
          ? { kind: 'hnsw', lists: null, half: false }
          : { kind: 'ivfflat', lists: advisedLists(rows), half: false },
      rows,
      dimensions,
      buildBytes,
      concurrently: true,
      on: { table: 'shared' },
    });
  } catch (error) {
    await dropIndex(session, old.schema, fresh, true).catch(() => undefined);
    throw error;
  }
  await replaceIndex(session, old, fresh);
}

const distances = z.array(z.object({ distance: z.number() }));
const vectors = z.array(z.object({ embedding: z.string() }));

/** Share of the true ten nearest that the index finds, with a root of its lists probed; null where there is too little. */
export async function sharedRecall(
  db: SparklioDb,
  index: FoundIndex,
  { size, budgetMs }: { size: number; budgetMs: number },
): Promise<{ at10: number; sample: number } | null> {
  const started = performance.now();
  const probes = String(Math.max(1, Math.round(Math.sqrt(index.lists ?? 1))));
  let found = 0;
  let wanted = 0;
  let sample = 0;
  for (let at = 0; at < size; at += 1) {
    if (sample >= 3 && performance.now() - started > budgetMs) break;
    const { rows } = await sql`
      select embedding::text as embedding from public.generated_assets
      where embedding is not null and id >= gen_random_uuid() order by id limit 1`.execute(db);
    const [row] = vectors.parse(rows);
    if (row === undefined) continue;
    const truth = await sql`
      select (embedding <=> ${row.embedding}::vector) + 0 as distance from public.generated_assets
      where embedding is not null order by 1 limit 10`.execute(db);
    const byIndex = await db.transaction().execute(async (transaction) => {
      await sql`select set_config('ivfflat.probes', ${probes}, true), set_config('enable_sort', 'off', true),
        set_config('jit', 'off', true)`.execute(transaction);
      return await sql`
        select embedding <=> ${row.embedding}::vector as distance from public.generated_assets
        order by embedding <=> ${row.embedding}::vector limit 10`.execute(transaction);
    });
    const best = distances.parse(truth.rows).map(({ distance }) => distance);
    found += countFound(
      best,
      distances.parse(byIndex.rows).map(({ distance }) => distance),
    );
    wanted += best.length;
    sample += 1;
  }
  return wanted === 0 ? null : { at10: found / wanted, sample };
}
