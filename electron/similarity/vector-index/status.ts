import type { VectorIndex } from '../../../shared/contract/similar.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { type Facts, type FoundIndex, sharedVectors } from './catalogue.ts';
import type { ModelIndex } from './maintain.ts';
import { advisedLists, adviseIndex, exactBelow, hasOutgrown, judgeIndex } from './policy.ts';
import { type IndexRecord, readRecord, SHARED } from './record.ts';

interface DescribeInput {
  readonly db: SparklioDb;
  readonly model: string;
  readonly facts: Facts;
  readonly state: ModelIndex;
  readonly record: IndexRecord;
  /** This desktop builds. */
  readonly building: boolean;
  /** Of a build by whichever desktop. */
  readonly progress: number | null;
  readonly shared: FoundIndex | null;
}

function stateOf({ facts, state, record, building, progress }: DescribeInput): VectorIndex['state'] {
  if (building || progress !== null) return 'building';
  if (record.failed !== null) return 'failed';
  const { index, rows, dimensions } = state;
  if (index !== null) return hasOutgrown(index.built, rows) ? 'outgrown' : 'ready';
  const isLarge = rows >= exactBelow(facts.means, dimensions);
  if (!isLarge) return 'ready';
  const canHave = facts.owns && adviseIndex(rows, dimensions, facts.means).kind !== 'exact';
  return canHave ? 'outgrown' : 'not-supported';
}

/** What the inspector of the library shows. */
export async function describeIndex(input: DescribeInput): Promise<VectorIndex> {
  const { db, model, facts, state, record, progress, shared } = input;
  const { index, rows, dimensions } = state;
  const noted = index !== null && record.index === index.name ? record : null;
  return {
    model,
    rows,
    dimensions,
    exactBelow: exactBelow(facts.means, dimensions),
    kind: index?.built.kind ?? 'exact',
    lists: index?.lists ?? null,
    bytes: index?.bytes ?? null,
    builtAt: noted?.builtAt ?? null,
    builtRows: index?.built.rows ?? null,
    buildSeconds: noted?.buildSeconds ?? null,
    state: stateOf(input),
    progress,
    iterativeScan: facts.means.iterativeScan,
    recall: noted?.recall ?? null,
    shared: shared === null ? null : await describeShared(db, shared),
  };
}

async function describeShared(db: SparklioDb, index: FoundIndex): Promise<VectorIndex['shared']> {
  const vectors = await sharedVectors(db);
  const record = await readRecord(db, SHARED);
  const recall = record.index === index.name ? (record.recall?.at10 ?? null) : null;
  const judgement = judgeIndex(index, vectors, recall);
  return {
    name: index.name,
    kind: index.kind,
    lists: index.lists,
    vectors,
    judgement,
    advisedLists: index.kind === 'ivfflat' && judgement !== 'good' ? advisedLists(vectors) : null,
  };
}
