import { describe, expect, it } from 'vitest';
import {
  advisedLists,
  adviseIndex,
  buildBytes,
  effortRange,
  exactBelow,
  exactNumbersOf,
  firstEffort,
  hasOutgrown,
  hnswBytes,
  ivfflatBytes,
  judgeIndex,
  type Means,
  planScan,
} from './policy.ts';

const GIB = 1024 ** 3;
const server: Means = {
  engine: 'server',
  exactNumbers: exactNumbersOf.server,
  iterativeScan: true,
  halfVectors: true,
  buildBytes: GIB,
};
const embedded: Means = { ...server, engine: 'embedded', exactNumbers: exactNumbersOf.embedded };
const lists = { kind: 'ivfflat', lists: 1000, rows: 1_000_000 } as const;
const graph = { kind: 'hnsw', lists: null, rows: 1_000_000 } as const;

describe('the choice of an index', () => {
  it('is none while comparing every vector takes no time', () => {
    for (const means of [server, embedded]) {
      for (const dimensions of [480, 768, 1536]) {
        const limit = exactBelow(means, dimensions);
        expect(adviseIndex(limit - 1, dimensions, means).kind).toBe('exact');
        expect(adviseIndex(limit, dimensions, means).kind).not.toBe('exact');
      }
    }
  });

  it('compares fewer of long vectors than of short ones', () => {
    expect(exactBelow(server, 1536)).toBeLessThan(exactBelow(server, 480));
  });

  it('is a graph where it is built in memory, and lists where it is not', () => {
    expect(adviseIndex(200_000, 768, server)).toEqual({ kind: 'hnsw', lists: null, half: true });
    expect(adviseIndex(1_000_000, 1536, server)).toEqual({ kind: 'ivfflat', lists: 1000, half: true });
    expect(hnswBytes(1_000_000, 1536, true)).toBeGreaterThan(GIB);
  });

  it('is lists in the app, where a build holds up everything else', () => {
    expect(adviseIndex(100_000, 480, embedded)).toEqual({ kind: 'ivfflat', lists: 100, half: true });
  });

  it('is made of whole numbers by an old pgvector, and not at all of vectors that it can not index', () => {
    const old = { ...server, halfVectors: false };
    expect(adviseIndex(100_000, 1536, old)).toMatchObject({ half: false });
    expect(adviseIndex(100_000, 2048, old)).toEqual({ kind: 'exact' });
    expect(adviseIndex(100_000, 2048, server).kind).not.toBe('exact');
  });

  it('takes as much memory as the server has for its cache, within bounds', () => {
    expect(buildBytes(128 * 1024 ** 2)).toBe(GIB / 4);
    expect(buildBytes(2 * GIB)).toBe(2 * GIB);
    expect(buildBytes(64 * GIB)).toBe(4 * GIB);
  });

  it('asks for the memory that k-means refuses to begin without', () => {
    // 50 samples a list, a bound for each sample and list, four bytes each.
    expect(ivfflatBytes(1000, 1536)).toBeGreaterThan(50_000 * (1536 + 1000) * 4);
    expect(ivfflatBytes(1000, 1536)).toBeLessThan(GIB);
  });

  it('has a thousandth of the rows as lists, and the root of them above a million', () => {
    expect([5_000, 50_000, 1_000_000, 4_000_000].map(advisedLists)).toEqual([10, 50, 1000, 2000]);
  });
});

describe('an index that has been outgrown', () => {
  it('is one over half the vectors that there are now', () => {
    expect(hasOutgrown(lists, 1_999_999)).toBe(false);
    expect(hasOutgrown(lists, 2_000_000)).toBe(true);
  });

  it('is one whose lists are far from what is advised', () => {
    expect(hasOutgrown({ kind: 'ivfflat', lists: 100, rows: 300_000 }, 310_000)).toBe(true);
    expect(hasOutgrown({ kind: 'ivfflat', lists: 1000, rows: 300_000 }, 310_000)).toBe(true);
    expect(hasOutgrown({ kind: 'ivfflat', lists: 250, rows: 300_000 }, 310_000)).toBe(false);
  });

  it('is never a graph, which grows with its data', () => {
    expect(hasOutgrown({ ...graph, rows: 10_000 }, 1_000_000)).toBe(false);
  });
});

describe("the judgement of another program's index", () => {
  const early = { kind: 'ivfflat', lists: 100, valid: true };

  it('goes by the rows of a list', () => {
    expect(judgeIndex(early, 100_000, null)).toBe('good');
    expect(judgeIndex(early, 1_000_000, null)).toBe('too_few_lists');
    expect(judgeIndex(early, 20_000, null)).toBe('too_many_lists');
  });

  it('knows centres of an empty table by what is found', () => {
    expect(judgeIndex(early, 100_000, 0.3)).toBe('built_too_early');
    expect(judgeIndex(early, 100_000, 0.95)).toBe('good');
  });

  it('says nothing against an index over next to nothing, and that one is broken', () => {
    expect(judgeIndex(early, 12, null)).toBe('good');
    expect(judgeIndex({ ...early, valid: false }, 100_000, null)).toBe('invalid');
  });
});

describe('the plan of a search', () => {
  const base = { dimensions: 1536, half: true };
  const byLists = { ...lists, ...base, effort: firstEffort(lists) };
  const byGraph = { ...graph, ...base, effort: firstEffort(graph) };
  const common = { rows: 1_000_000, limit: 300, means: server };

  it('compares every vector without an index, and of a brand that is small', () => {
    expect(planScan({ ...common, index: null, inScope: 1_000_000 })).toEqual({ kind: 'exact' });
    expect(planScan({ ...common, index: byLists, inScope: 5_000 })).toEqual({ kind: 'exact' });
  });

  it('walks the index of a large brand until enough has come', () => {
    expect(planScan({ ...common, index: byLists, inScope: 100_000 })).toMatchObject({
      settings: { 'ivfflat.probes': '32', 'ivfflat.iterative_scan': 'relaxed_order' },
    });
    expect(planScan({ ...common, index: byGraph, inScope: 100_000 })).toMatchObject({
      settings: { 'hnsw.ef_search': '100', 'hnsw.iterative_scan': 'relaxed_order' },
    });
  });

  it('looks through as many lists as the share of the brand asks for where scans do not go on', () => {
    const means = { ...server, iterativeScan: false };
    const plan = planScan({ ...common, means, index: byLists, inScope: 30_000, limit: 500 });
    expect(plan).toMatchObject({ settings: { 'ivfflat.probes': '34' } });
    expect(plan).not.toMatchObject({ settings: { 'ivfflat.iterative_scan': expect.anything() } });
  });

  it('compares a brand whole where a graph would give too little of it', () => {
    const means = { ...server, iterativeScan: false };
    expect(planScan({ ...common, means, index: byGraph, inScope: 100_000 })).toEqual({ kind: 'exact' });
    expect(planScan({ ...common, means, index: byGraph, inScope: 1_000_000 })).toMatchObject({
      settings: { 'hnsw.ef_search': '450' },
    });
  });

  it('looks as hard as measuring found it best, within reason', () => {
    const harder = planScan({ ...common, index: { ...byLists, effort: 70 }, inScope: 1_000_000 });
    expect(harder).toMatchObject({ settings: { 'ivfflat.probes': '70' } });
    expect(effortRange(lists).most).toBeLessThan(lists.lists);
  });
});
