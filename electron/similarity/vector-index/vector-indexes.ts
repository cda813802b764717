import type { VectorIndex } from '../../../shared/contract/similar.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import type { DatabaseEngine } from '../../database/engines/engine.ts';
import { exclusively } from '../../database/exclusive.ts';
import { AppError } from '../../errors.ts';
import type { Publish } from '../../ipc/publish.ts';
import { log } from '../../log.ts';
import { STORED_DIMENSIONS } from '../vectors.ts';
import { buildProgress, type Facts, readFacts } from './catalogue.ts';
import { leastEffort } from './effort.ts';
import { type ModelIndex, maintainIndexes, readModelIndex } from './maintain.ts';
import { type BuiltIndex, firstEffort, type Means, planScan, type ScanPlan } from './policy.ts';
import { measureRecall, takeSample } from './recall.ts';
import { type IndexRecord, noRecord, readRecord, SHARED, writeRecord } from './record.ts';
import { findShared, rebuildShared, sharedRecall } from './shared.ts';
import { describeIndex } from './status.ts';

interface VectorIndexesOptions {
  readonly engine: Pick<DatabaseEngine, 'backgroundDb'>;
  readonly kind: Means['engine'];
  /** Another measure of what is compared one by one than the engine's own. */
  readonly exactNumbers?: number;
  readonly access: 'read' | 'write';
  /** The model that is searched; null while there is none. */
  readonly model: () => string | null;
  readonly publish: Publish;
}

/** How long searches go by what was last read of indexes and counts, while it is read anew. */
const freshMs = 60_000;
const firstLookMs = 20_000;
const lookMs = 10 * 60_000;
const progressMs = 2000;
/** Searches that a measurement compares, and how long it may take to find what is true. */
const sampleSize = 60;
const sampleBudgetMs = 30_000;
const lockName = 'vector-index';

interface Known {
  readonly model: string;
  readonly facts: Facts;
  readonly state: ModelIndex;
  readonly record: IndexRecord;
  readonly readAt: number;
}

/** Decides how a model's vectors are searched, and keeps the indexes that this takes. */
export class VectorIndexes {
  readonly #options: VectorIndexesOptions;
  readonly #closed = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];
  #known: Known | null = null;
  #reading: Promise<Known> | null = null;
  #working: Promise<void> | null = null;
  #building: 'own' | 'shared' | null = null;
  #measuring = false;

  constructor(options: VectorIndexesOptions) {
    this.#options = options;
  }

  /** Looks after the indexes from now on. In the app an index is built by `tidy`, when nothing else goes on. */
  start(): void {
    if (this.#options.kind !== 'server' || this.#options.access === 'read') return;
    const look = (): void => void this.tidy();
    this.#timers.push(setTimeout(look, firstLookMs), setInterval(look, lookMs));
    for (const timer of this.#timers) timer.unref();
  }

  /** How a search of the model is to be done. */
  async planFor(model: string, brandId: BrandId | null, limit: number): Promise<ScanPlan> {
    return this.#planOf(await this.#read(model, false), brandId, limit);
  }

  async status(): Promise<VectorIndex> {
    const { backgroundDb: db } = this.#options.engine;
    const model = this.#options.model() ?? '';
    const known = await this.#read(model, true);
    const found = await findShared(db);
    const isServer = this.#options.kind === 'server';
    return await describeIndex({
      db,
      model,
      facts: known.facts,
      state: known.state,
      record: known.record,
      building: this.#building === 'own',
      progress: isServer ? await buildProgress(db, 'sparklio.asset_vectors') : null,
      shared: found,
    });
  }

  /**
   * Begins to build an index anew and answers at once.
   *
   * @throws AppError `permission_denied` where this role owns no such table, `busy` while one is being built.
   */
  async rebuild(which: 'own' | 'shared'): Promise<VectorIndex> {
    const before = await this.status();
    const { facts } = await this.#read(before.model, false);
    if (!(which === 'own' ? facts.owns : facts.ownsShared)) {
      throw new AppError('permission_denied', 'Only the owner of a table may index it');
    }
    if (this.#working !== null) throw new AppError('busy', 'An index is being built', {}, true);
    const began = new Promise<void>((resolve) => {
      const done = which === 'own' ? this.#maintain(true, resolve) : this.#replaceShared(resolve);
      done.then(resolve, resolve);
    });
    await began;
    // The database in the app answers no more until it is done.
    return this.#building === 'own' ? { ...before, state: 'building', progress: null } : before;
  }

  /** Builds what is missing or outgrown, and measures it. Never rejects. */
  async tidy(): Promise<void> {
    if (this.#options.access === 'read' || this.#working !== null || this.#closed.signal.aborted) return;
    await this.#maintain(false, () => undefined);
  }

  /**
   * Compares searches with exact ones, and lets them look no harder than it takes to find enough.
   *
   * @throws AppError `busy` while another measurement runs.
   */
  async measure(): Promise<VectorIndex> {
    if (this.#measuring) throw new AppError('busy', 'It is being measured', {}, true);
    this.#measuring = true;
    try {
      await this.#measureOwn();
      await this.#measureShared();
    } finally {
      this.#measuring = false;
    }
    return await this.#tell();
  }

  /** Builds that are under way are the server's to end. */
  async close(): Promise<void> {
    this.#closed.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#options.kind === 'embedded') await this.#working;
  }

  #planOf({ facts, state, record }: Known, brandId: BrandId | null, limit: number): ScanPlan {
    const { index, rows, byBrand, dimensions } = state;
    const inScope = brandId === null ? rows : (byBrand.get(brandId) ?? 0);
    return planScan({
      index: index && { ...index.built, dimensions, half: index.half, effort: effortOf(index, record) },
      rows,
      inScope,
      limit,
      means: facts.means,
    });
  }

  /** What is known of a model: read anew in the background once it is old, so that no search waits for it. */
  async #read(model: string, now: boolean): Promise<Known> {
    const known = this.#known;
    if (known === null || known.model !== model || now) return await this.#readAnew(model);
    if (performance.now() - known.readAt > freshMs) this.#readAnew(model).catch(() => undefined);
    return known;
  }

  async #readAnew(model: string): Promise<Known> {
    if (this.#reading !== null) {
      const read = await this.#reading;
      if (read.model === model) return read;
    }
    const reading = this.#readFrom(model);
    this.#reading = reading;
    try {
      return await reading;
    } finally {
      if (this.#reading === reading) this.#reading = null;
    }
  }

  async #readFrom(model: string): Promise<Known> {
    const { backgroundDb: db } = this.#options.engine;
    const [facts, state, record] = await Promise.all([
      readFacts(db, this.#options.kind, this.#options.exactNumbers),
      readModelIndex(db, model),
      readRecord(db, model),
    ]);
    const known = { model, facts, state, record, readAt: performance.now() };
    this.#known = known;
    return known;
  }

  #maintain(forced: boolean, onBegin: () => void): Promise<void> {
    const { kind, exactNumbers, model } = this.#options;
    const searched = model();
    if (searched === null) return Promise.resolve();
    const onBuild = (): void => {
      this.#building = 'own';
      onBegin();
      void this.#tell().catch(() => undefined);
    };
    return this.#work(async (session) => {
      const built = await maintainIndexes(session, {
        engine: kind,
        exactNumbers,
        model: searched,
        forced,
        now: new Date(),
        onBuild,
      });
      return built && this.#building === 'own';
    });
  }

  #replaceShared(onBegin: () => void): Promise<void> {
    return this.#work(async (session) => {
      const { means } = await readFacts(session, this.#options.kind);
      this.#building = 'shared';
      onBegin();
      await rebuildShared(session, STORED_DIMENSIONS, means.buildBytes);
      await writeRecord(session, SHARED, noRecord);
      return false;
    });
  }

  /** One piece of work at a time, of all desktops. `work` tells whether there is a new index to measure. */
  #work(work: (session: SparklioSession) => Promise<boolean>): Promise<void> {
    const run = async (): Promise<void> => {
      const polling = setInterval(() => {
        if (this.#building !== null && this.#options.kind === 'server')
          void this.#tell().catch(() => undefined);
      }, progressMs);
      try {
        const built = await exclusively(this.#options.engine.backgroundDb, lockName, work);
        this.#building = null;
        if (built === true && !this.#closed.signal.aborted) await this.measure();
      } catch (error) {
        if (!this.#closed.signal.aborted) log.error('keeping the vector index', error);
      } finally {
        clearInterval(polling);
        this.#building = null;
        this.#working = null;
        await this.#tell().catch(() => undefined);
      }
    };
    this.#working = run();
    return this.#working;
  }

  async #measureOwn(): Promise<void> {
    const { backgroundDb: db } = this.#options.engine;
    const model = this.#options.model();
    if (model === null) return;
    const known = await this.#read(model, true);
    const { index } = known.state;
    if (index === null) return;
    const { signal } = this.#closed;
    const samples = await takeSample({
      db,
      model,
      size: sampleSize,
      budgetMs: sampleBudgetMs,
      indexed: (brandId) => this.#planOf(known, brandId, 10).kind === 'index',
      signal,
    });
    if (samples.length === 0) return;
    const noted = { ...known.record, index: index.name };
    const { effort, ...recall } = await leastEffort(index.built, (effort) => {
      const record = { ...noted, effort };
      const planOf = (brandId: BrandId | null): ScanPlan => this.#planOf({ ...known, record }, brandId, 300);
      return measureRecall(db, model, samples, planOf, signal);
    });
    const measuredAt = new Date().toISOString();
    if (this.#options.access === 'read') return;
    await writeRecord(db, model, {
      ...noted,
      effort,
      recall: { ...recall, sample: samples.length, measuredAt },
    });
  }

  async #measureShared(): Promise<void> {
    const { backgroundDb: db } = this.#options.engine;
    const found = this.#options.kind === 'server' ? await findShared(db) : null;
    if (found === null || !found.valid || this.#options.access === 'read') return;
    const measured = await sharedRecall(db, found, { size: 20, budgetMs: sampleBudgetMs / 3 });
    if (measured === null) return;
    const recall = { ...measured, p95Ms: 0, measuredAt: new Date().toISOString() };
    await writeRecord(db, SHARED, { ...noRecord, index: found.name, recall });
  }

  async #tell(): Promise<VectorIndex> {
    const status = await this.status();
    if (!this.#closed.signal.aborted) this.#options.publish('similar.indexChanged', status);
    return status;
  }
}

type SparklioSession = Parameters<Parameters<typeof exclusively>[2]>[0];

function effortOf(index: { readonly name: string; readonly built: BuiltIndex }, record: IndexRecord): number {
  return record.index === index.name && record.effort !== null ? record.effort : firstEffort(index.built);
}
