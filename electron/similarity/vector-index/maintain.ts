import type { SparklioDb } from '../../database/tables.ts';
import { modelsPresent } from '../embedding/vectors-table.ts';
import { buildIndex, dropIndex } from './build.ts';
import { dimensionsOf, type FoundIndex, ownIndexes, readFacts, vectorsByBrand } from './catalogue.ts';
import { freshIndexName, indexNamePrefix } from './names.ts';
import {
  adviseIndex,
  type BuiltIndex,
  exactBelow,
  hasOutgrown,
  type IndexPlan,
  type Means,
} from './policy.ts';
import { noRecord, readRecord, writeRecord } from './record.ts';

/** A failed build is not tried again by itself for so long: what it lacks, such as disk, has to come first. */
const retryMs = 6 * 3600_000;

/** What there is of a model. */
export interface ModelIndex {
  readonly rows: number;
  readonly byBrand: ReadonlyMap<string, number>;
  readonly dimensions: number;
  /** The one that searches use; null while every vector is compared. */
  readonly index: (FoundIndex & { readonly built: BuiltIndex; readonly half: boolean }) | null;
}

/** The newest of a model's indexes that can be used: names end with the time. */
function choose(model: string, found: readonly FoundIndex[]) {
  const prefix = indexNamePrefix(model);
  return found.filter(({ name, valid }) => valid && name.startsWith(prefix)).at(-1) ?? null;
}

export async function readModelIndex(db: SparklioDb, model: string): Promise<ModelIndex> {
  const byBrand = await vectorsByBrand(db, model);
  const rows = [...byBrand.values()].reduce((sum, count) => sum + count, 0);
  const dimensions = (await dimensionsOf(db, model)) ?? 0;
  const index = choose(model, await ownIndexes(db));
  if (index === null) return { rows, byBrand, dimensions, index: null };
  const record = await readRecord(db, model);
  const builtRows = record.index === index.name ? record.builtRows : null;
  const kind: BuiltIndex['kind'] = index.kind === 'hnsw' ? 'hnsw' : 'ivfflat';
  const built = { kind, lists: index.lists, rows: builtRows ?? index.rows };
  return {
    rows,
    byBrand,
    dimensions,
    index: { ...index, built, half: index.definition.includes('halfvec') },
  };
}

/** What is to be built for a model; null when all is well. */
export function neededPlan(
  { rows, dimensions, index }: ModelIndex,
  means: Means,
  forced: boolean,
): Exclude<IndexPlan, { kind: 'exact' }> | null {
  const plan = adviseIndex(rows, dimensions, means);
  if (plan.kind === 'exact') return null;
  return forced || index === null || hasOutgrown(index.built, rows) ? plan : null;
}

interface MaintainOptions {
  readonly engine: Means['engine'];
  readonly exactNumbers: number | undefined;
  readonly model: string;
  /** A person asks: also what is good is built anew, and what failed lately. */
  readonly forced: boolean;
  readonly now: Date;
  readonly onBuild: () => void;
}

/**
 * Removes what serves no more, and builds what is needed beside what is there. For one desktop at a time, on one
 * session. True when something changed.
 */
export async function maintainIndexes(session: SparklioDb, options: MaintainOptions): Promise<boolean> {
  const { engine, exactNumbers, model, forced, now, onBuild } = options;
  const { means, owns } = await readFacts(session, engine, exactNumbers);
  if (!owns) return false;
  const concurrently = engine === 'server';
  const drop = (name: string): Promise<void> => dropIndex(session, 'sparklio', name, concurrently);
  let changed = false;
  const before = await ownIndexes(session);
  const prefixes = (await modelsPresent(session)).map(indexNamePrefix);
  for (const { name, valid } of before) {
    // Builds are exclusive, so that nobody is making this one: its desktop or server was ended.
    if (valid && prefixes.some((prefix) => name.startsWith(prefix))) continue;
    await drop(name);
    changed = true;
  }
  const state = await readModelIndex(session, model);
  const { rows, dimensions, index } = state;
  if (index !== null && rows < exactBelow(means, dimensions) / 2) {
    await drop(index.name);
    await writeRecord(session, model, noRecord);
    return true;
  }
  const plan = neededPlan(state, means, forced);
  const record = await readRecord(session, model);
  const failedLately =
    record.failed !== null && now.getTime() - new Date(record.failed.at).getTime() < retryMs;
  if (plan === null || (failedLately && !forced)) return changed;
  const name = freshIndexName(model, now);
  const started = performance.now();
  onBuild();
  try {
    await buildIndex(session, {
      name,
      plan,
      rows,
      dimensions,
      buildBytes: means.buildBytes,
      concurrently,
      on: { table: 'vectors', model },
    });
  } catch (error) {
    await drop(name).catch(() => undefined);
    await writeRecord(session, model, {
      ...record,
      failed: { at: now.toISOString(), code: sqlState(error) },
    });
    throw error;
  }
  await writeRecord(session, model, {
    ...noRecord,
    index: name,
    builtAt: new Date().toISOString(),
    builtRows: rows,
    buildSeconds: (performance.now() - started) / 1000,
  });
  const prefix = indexNamePrefix(model);
  for (const old of await ownIndexes(session)) {
    if (old.name !== name && old.name.startsWith(prefix)) await drop(old.name);
  }
  return true;
}

export function sqlState(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'internal';
}
