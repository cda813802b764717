/** What an index can be made of, and with. */
export interface Means {
  /** `embedded` runs in the app on one connection: nothing else goes on there while an index is built. */
  readonly engine: 'server' | 'embedded';
  /** Numbers that one search may compare one by one. */
  readonly exactNumbers: number;
  /** pgvector 0.8: a scan goes on where a filter has left too little. */
  readonly iterativeScan: boolean;
  /** pgvector 0.7: numbers of two bytes in the index. */
  readonly halfVectors: boolean;
  /** Bytes that a build may take, estimated by what the server was given for its cache. */
  readonly buildBytes: number;
}

export type IndexPlan =
  | { readonly kind: 'exact' }
  | { readonly kind: 'hnsw'; readonly lists: null; readonly half: boolean }
  | { readonly kind: 'ivfflat'; readonly lists: number; readonly half: boolean };

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/**
 * Numbers that one search may compare one by one. In the app 20,000 vectors of 480 took 100 ms, and twice that is still
 * bearable. A server is taken to be twice as fast: an estimate, on the cautious side.
 */
export const exactNumbersOf = { embedded: 19_200_000, server: 38_400_000 } as const;

/** Below this many vectors of a scope every one of them is compared. */
export function exactBelow({ exactNumbers }: Pick<Means, 'exactNumbers'>, dimensions: number): number {
  return Math.max(1, Math.round(exactNumbers / Math.max(1, dimensions) / 1000)) * 1000;
}

/** By pgvector's own advice: a thousandth of the rows, and the root of them above a million. */
export function advisedLists(rows: number): number {
  return Math.max(10, Math.round(rows <= 1_000_000 ? rows / 1000 : Math.sqrt(rows)));
}

const M = 16;
/** Neighbours of all layers, with their tuples' headers. */
const linkBytes = 2 * M * 8 * 1.1 + 128;
const bytesPerNumber = (half: boolean): number => (half ? 2 : 4);

/** Memory in which a graph is built at full speed; beyond it every insertion works on the disk. */
export function hnswBytes(rows: number, dimensions: number, half: boolean): number {
  return Math.ceil(rows * (dimensions * bytesPerNumber(half) + linkBytes));
}

const samplesPerList = 50;
/** What k-means asks for: samples, centres, and a bound for each pair of them. It refuses to begin with less. */
export function ivfflatBytes(lists: number, dimensions: number): number {
  const samples = Math.max(10_000, lists * samplesPerList);
  const numbers = samples * dimensions + samples * lists + 3 * lists * dimensions + lists * lists;
  return Math.ceil(numbers * 4 * 1.2 + 8 * MIB);
}

/** What a build may take on a server whose cache is of this size: as much again, between 256 MiB and 4 GiB. */
export function buildBytes(sharedBuffers: number): number {
  return Math.min(4 * GIB, Math.max(256 * MIB, sharedBuffers));
}

/**
 * The index for so many vectors. A graph (HNSW) where it can be built in memory: it finds more at the same speed and
 * takes new vectors as well as old ones. Lists (ivfflat) where not, or in the app, where a build holds up everything
 * else: they are made in a tenth of the time.
 */
export function adviseIndex(rows: number, dimensions: number, means: Means): IndexPlan {
  if (rows < exactBelow(means, dimensions)) return { kind: 'exact' };
  const half = means.halfVectors;
  // pgvector indexes no longer ones.
  if (dimensions > (half ? 4000 : 2000)) return { kind: 'exact' };
  const growing = hnswBytes(rows * 1.5, dimensions, half);
  if (means.engine === 'server' && growing <= means.buildBytes) return { kind: 'hnsw', lists: null, half };
  return { kind: 'ivfflat', lists: advisedLists(rows), half };
}

export interface BuiltIndex {
  readonly kind: 'hnsw' | 'ivfflat';
  readonly lists: number | null;
  /** Vectors when it was built. */
  readonly rows: number;
}

/** Whether an index is to be built anew for what there is now. A graph grows with its data. */
export function hasOutgrown(built: BuiltIndex, rows: number): boolean {
  if (built.kind === 'hnsw') return false;
  const lists = built.lists ?? 0;
  const advised = advisedLists(rows);
  return rows >= 2 * Math.max(1, built.rows) || lists < advised / 3 || lists > advised * 3;
}

export type Judgement = 'good' | 'built_too_early' | 'too_few_lists' | 'too_many_lists' | 'invalid';

/**
 * What is thought of another program's index. How many rows it was built over is not written down anywhere, so
 * lists are judged by the rows of each, and centres by what is found.
 *
 * @param recall share of the true ten nearest that it finds; null where that was not measured
 */
export function judgeIndex(
  index: { readonly kind: string; readonly lists: number | null; readonly valid: boolean },
  vectors: number,
  recall: number | null,
): Judgement {
  if (!index.valid) return 'invalid';
  if (index.kind !== 'ivfflat' || index.lists === null || vectors < tooFewToJudge) return 'good';
  const advised = advisedLists(vectors);
  // Centres of a nearly empty table: what was found shows it, however many lists there are.
  if (recall !== null && recall < poorRecall && vectors >= advised * 10) return 'built_too_early';
  if (index.lists < advised / 3) return 'too_few_lists';
  if (index.lists > advised * 3) return 'too_many_lists';
  return 'good';
}
/** So few are found by any index, and compared without one as quickly. */
const tooFewToJudge = 1000;
/** With a root of the lists probed, lists that fit their data find nine of ten. */
const poorRecall = 0.7;

/** How hard an index looks: `ef_search` of a graph, lists probed otherwise. */
export function firstEffort(built: BuiltIndex): number {
  return built.kind === 'hnsw' ? 100 : Math.max(4, Math.ceil(Math.sqrt(built.lists ?? 1)));
}

/** Bounds of the effort that is worth trying. */
export function effortRange(built: BuiltIndex): { readonly least: number; readonly most: number } {
  if (built.kind === 'hnsw') return { least: 40, most: 800 };
  return { least: 3, most: Math.max(4, Math.ceil((built.lists ?? 1) / 3)) };
}

export type ScanPlan =
  | { readonly kind: 'exact' }
  | {
      readonly kind: 'index';
      readonly dimensions: number;
      readonly half: boolean;
      /** Of the session, while the search runs. */
      readonly settings: Readonly<Record<string, string>>;
    };

export interface ScanOf {
  readonly index:
    | (BuiltIndex & { readonly dimensions: number; readonly half: boolean; readonly effort: number })
    | null;
  /** Vectors of the model, and those of them in the brand that is searched (all of them without one). */
  readonly rows: number;
  readonly inScope: number;
  readonly limit: number;
  readonly means: Means;
}

/**
 * How one search is done. A brand that is small enough is compared whole, by the index over brands. Otherwise the
 * vector index is walked, with a filter for the brand: on while too little has come, or, where pgvector can't go
 * on, from the start as far as the brand's share asks for.
 */
export function planScan({ index, rows, inScope, limit, means }: ScanOf): ScanPlan {
  if (index === null || inScope < exactBelow(means, index.dimensions)) return { kind: 'exact' };
  const share = Math.min(1, inScope / Math.max(1, rows));
  const wanted = limit / share;
  if (index.kind === 'hnsw') {
    // Without iterative scans a graph gives no more than this, whatever the filter leaves of it.
    if (!means.iterativeScan && wanted > 1000) return { kind: 'exact' };
    const { dimensions, half } = index;
    const width = means.iterativeScan ? index.effort : Math.min(1000, Math.max(index.effort, wanted * 1.5));
    const settings: Record<string, string> = { 'hnsw.ef_search': String(Math.ceil(width)) };
    if (means.iterativeScan) {
      settings['hnsw.iterative_scan'] = 'relaxed_order';
      settings['hnsw.max_scan_tuples'] = String(Math.ceil(Math.max(20_000, 3 * wanted)));
    }
    return { kind: 'index', dimensions, half, settings };
  }
  const lists = index.lists ?? 1;
  const needed = means.iterativeScan ? 0 : (2 * wanted) / Math.max(1, rows / lists);
  const probes = Math.min(lists, Math.ceil(Math.max(index.effort, needed)));
  const settings: Record<string, string> = { 'ivfflat.probes': String(probes) };
  if (means.iterativeScan) {
    settings['ivfflat.iterative_scan'] = 'relaxed_order';
    settings['ivfflat.max_probes'] = String(lists);
  }
  return { kind: 'index', dimensions: index.dimensions, half: index.half, settings };
}
