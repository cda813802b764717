import type { EmbeddingStatus } from '../../../shared/contract/embedding.ts';
import type { CallOutput } from '../../../shared/contract/index.ts';
import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { AppError } from '../../errors.ts';
import type { Publish } from '../../ipc/publish.ts';
import { restByRows, sparingly } from '../../jobs/sparingly.ts';
import { log } from '../../log.ts';
import { type AvailableEmbedder, EmbedderAway, type EmbedderProblem } from '../embedders/available.ts';
import { VISUAL_MODEL } from '../embedders/builtin/names.ts';
import { probeEmbedder } from '../embedders/probe.ts';
import { afterChoice, afterCompletion, expired, retire } from './decisions.ts';
import { type Identified, identifyChoice } from './identify-choice.ts';
import type { Keys } from './keys.ts';
import { isBuiltinModel, type ModelParts } from './open-model.ts';
import { OpenedModels } from './opened-models.ts';
import { ProfileChoice } from './profile-choice.ts';
import { changeState, type EmbeddingState, type KnownModel, noState, readState } from './state.ts';
import { type Counts, countVectors, hasVectors, modelsPresent, removeVectors } from './vectors-table.ts';

export interface LibraryEmbeddingOptions extends Omit<ModelParts, 'keyFor' | 'onChange'> {
  readonly db: SparklioDb;
  readonly publish: Publish;
  /** What the profile names; used while the library has no choice of its own. */
  readonly fallback: EmbeddingChoice | null;
  readonly keys: Keys;
  readonly access: 'write' | 'read';
  /** Other desktops have the library open too, and may change its model. */
  readonly isShared: boolean;
  /** There may be vectors to make, or the embedder came back. */
  readonly onWork: () => void;
}

/** What searches ask for vectors: always the model whose vectors they compare with. */
export interface SearchModel extends Pick<AvailableEmbedder, 'embedImage' | 'embedText'> {
  readonly model: string;
}

const builtin: EmbeddingChoice = { kind: 'builtin' };
const knownBuiltin: KnownModel = { choice: builtin, dimensions: 480, text: false, fingerprint: null };
/** How often the choice of other desktops is looked at, and whether the vectors are complete. */
const lookMs = 5000;
const tellMs = 1000;
/** A former model is searched again at once when it still has more than this share of the vectors. */
const mostOf = 0.5;
const removalBatches = 50;

/** The embedder of an open library: which model it is, the change from one to another, and how far that is. */
export class LibraryEmbedding {
  readonly #options: LibraryEmbeddingOptions;
  readonly #closed = new AbortController();
  readonly #opened: OpenedModels;
  /** Null where the library has a choice, or the profile has none. */
  #profileChoice: ProfileChoice | null = null;
  #state: EmbeddingState = noState;
  #lookTimer: NodeJS.Timeout | null = null;
  #tellTimer: NodeJS.Timeout | null = null;
  #working: Promise<unknown> = Promise.resolve();
  #counts: () => Promise<Counts>;

  constructor(options: LibraryEmbeddingOptions) {
    this.#options = options;
    this.#counts = this.#counting();
    this.#opened = new OpenedModels({
      ...options,
      keyFor: (url) => options.keys.get(url),
      onChange: () => this.#changed(),
    });
  }

  /** Reads what the library uses. Nothing is asked of an endpoint before it is needed. */
  async open(): Promise<void> {
    this.#state = (await readState(this.#options.db)) ?? (await this.#initialState());
    this.#askProfileChoice();
    this.#lookTimer = setInterval(() => {
      this.#working = this.#working.then(() => this.#look());
    }, lookMs);
    this.#lookTimer.unref();
  }

  /** The model that vectors are made with, by the name they are stored under. */
  get model(): string {
    const { choice } = this;
    if (this.#state.target !== null) return this.#state.target;
    return choice.kind === 'endpoint' ? `${choice.adapter}:${choice.model}` : choice.kind;
  }

  get searching(): string | null {
    return this.#state.searching;
  }

  get choice(): EmbeddingChoice {
    return this.#state.choice ?? this.#options.fallback ?? builtin;
  }

  /** Whether this desktop can't make vectors now; the queue waits, or others work it. */
  get isHeld(): boolean {
    return this.problem !== null || this.#state.target === null;
  }

  get picturesAtOnce(): number {
    return this.writer?.picturesAtOnce ?? 1;
  }

  /** Makes the vectors; null while the model is not known. */
  get writer(): AvailableEmbedder | null {
    return this.#state.target === null ? null : this.#embedder(this.#state.target);
  }

  /** Makes the vectors of new pictures that can be searched until another model's are complete; null when there is no other. */
  get searchWriter(): AvailableEmbedder | null {
    const { searching, target } = this.#state;
    return searching === null || searching === target ? null : this.#embedder(searching);
  }

  /** @throws AppError `no_vector` while there is nothing to compare with. */
  forSearch(): SearchModel {
    const { searching } = this.#state;
    if (searching === null) throw new AppError('no_vector', 'There are no vectors yet', {}, true);
    const embedder = this.#embedder(searching);
    const { embedText } = embedder;
    const asked = async (work: () => Promise<Float32Array>): Promise<Float32Array> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof EmbedderAway)) throw error;
        // A person asks: one look more than the rhythm of the background would have.
        embedder.wake();
        throw away(error);
      }
    };
    return {
      model: searching,
      embedImage: (source, signal) => asked(() => embedder.embedImage(source, signal)),
      ...(embedText !== undefined && {
        embedText: (words: string, signal?: AbortSignal) => asked(() => embedText(words, signal)),
      }),
    };
  }

  async status(): Promise<EmbeddingStatus> {
    const { choice } = this;
    const { target, searching, models } = this.#state;
    const problem = this.problem;
    const { embedded, failed, total } = await this.#counts();
    const known = target === null ? undefined : this.#known(target);
    const compared = searching === null ? undefined : this.#known(searching);
    return {
      choice,
      hasKey: choice.kind === 'endpoint' && this.#options.keys.get(choice.url) !== null,
      searching: searching ?? '',
      model: this.model,
      dimensions: known?.dimensions ?? 0,
      text: (compared ?? models[this.model])?.text ?? false,
      embedded,
      failed,
      total,
      state: problem !== null ? 'away' : embedded + failed < total ? 'embedding' : 'ready',
      problem,
    };
  }

  /** Tries an embedder. Without a key, the one that is kept for exactly this address is used. */
  async probe(choice: EmbeddingChoice, key: string | null): Promise<CallOutput<'embedding.probe'>> {
    log.hide(key, 'recent');
    return await probeEmbedder(choice, { key: this.#keyOf(choice, key), fetch: this.#options.fetch });
  }

  /**
   * Changes the library's embedder. Searches stay with the old vectors until the new ones are complete.
   *
   * @throws AppError `read_only`, `server_part_failed`, `model_missing`.
   */
  async choose(choice: EmbeddingChoice, key: string | null): Promise<EmbeddingStatus> {
    const { access, db, keys } = this.#options;
    if (access === 'read') throw new AppError('read_only', 'The library can only be read');
    const kept = this.#keyOf(choice, key);
    log.hide(key, 'recent');
    const found = await identifyChoice(choice, kept, this.#options, this.#closed.signal);
    const searchable = await this.#isBetter((await readState(db)) ?? this.#state, found);
    const next = await changeState(
      db,
      (state) => afterChoice(state, choice, found.idAmong(state.models), found.known, searchable),
      this.#state,
    );
    await keys.keep(choice, kept);
    await this.#apply(next, true);
    await this.#settle();
    return await this.status();
  }

  /** Another of the app's own models runs on this computer than the library's. True when the library follows. */
  async follow(model: string, dimensions: number): Promise<boolean> {
    const { db, isShared, access } = this.#options;
    const { target } = this.#state;
    if (access === 'read' || target === null || !isBuiltinModel(model)) return false;
    const searchable = await hasVectors(db, target);
    if (isShared && searchable) return false;
    const known = { ...knownBuiltin, dimensions };
    const next = await changeState(
      db,
      (state) => ({ ...afterChoice(state, builtin, model, known, searchable), choice: state.choice }),
      this.#state,
    );
    await this.#apply(next, false);
    return true;
  }

  /** A vector was saved or given up. */
  progressed(): void {
    this.#tell();
  }

  /** Removes the vectors of models that have served for nothing for days. For one desktop at a time. */
  async sweep(now: Date = new Date()): Promise<void> {
    const { db, access } = this.#options;
    if (access === 'read') return;
    const present = await modelsPresent(db);
    if (present.length <= 1 && Object.keys(this.#state.retired).length === 0) return;
    const state = await changeState(db, (each) => retire(each, present, now), this.#state);
    await this.#apply(state, false);
    for (const model of expired(state, now)) {
      log.info('vectors of a former model are removed', { model });
      await removeVectors(db, model, removalBatches);
    }
  }

  /** Looks at once for an endpoint that was away. */
  wake(): void {
    this.writer?.wake();
    this.#profileChoice?.ask();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    if (this.#tellTimer !== null) clearTimeout(this.#tellTimer);
    if (this.#lookTimer !== null) clearInterval(this.#lookTimer);
    this.#opened.closeAllBut([]);
    await this.#profileChoice?.close();
    await this.#working;
  }

  /** Whether the vectors that are searched now are better to search than those of a chosen model. */
  async #isBetter({ searching, searched, models }: EmbeddingState, chosen: Identified): Promise<boolean> {
    const { db } = this.#options;
    const id = chosen.idAmong(models);
    if (searching === null || searching === id || !(await hasVectors(db, searching))) return false;
    if (!searched.includes(id)) return true;
    // Back to a former model, of which only the newest vectors are missing.
    const { embedded, total } = await countVectors(db, id);
    return embedded <= mostOf * total;
  }

  /** Why vectors can't be made on this computer now; null when nothing is known to be in the way. */
  get problem(): EmbedderProblem | null {
    return this.#profileChoice?.problem ?? this.writer?.problem ?? null;
  }

  #keyOf(choice: EmbeddingChoice, key: string | null): string | null {
    if (choice.kind !== 'endpoint') return null;
    return key ?? this.#options.keys.get(choice.url);
  }

  #known(model: string): KnownModel | undefined {
    return this.#state.models[model] ?? (isBuiltinModel(model) ? knownBuiltin : undefined);
  }

  /** A library from before there was a choice, or a new one. */
  async #initialState(): Promise<EmbeddingState> {
    const present = await modelsPresent(this.#options.db);
    const own = present.find(isBuiltinModel);
    const isBuiltin = this.choice.kind === 'builtin';
    const target = isBuiltin ? (own ?? VISUAL_MODEL) : null;
    return { ...noState, target, searching: own ?? target };
  }

  #embedder(model: string): AvailableEmbedder {
    return this.#opened.get(model, this.#known(model) ?? knownBuiltin);
  }

  /** The profile's choice becomes the library's while that has none. */
  #askProfileChoice(): void {
    const { fallback, access, db, keys } = this.#options;
    if (this.#state.choice !== null || fallback === null || access === 'read') return;
    const profileChoice = new ProfileChoice({
      choice: fallback,
      key: () => (fallback.kind === 'endpoint' ? keys.get(fallback.url) : null),
      parts: this.#options,
      onIdentified: async (found) => {
        const searchable = await this.#isBetter(this.#state, found);
        const choose = (state: EmbeddingState): EmbeddingState =>
          state.choice === null
            ? afterChoice(state, fallback, found.idAmong(state.models), found.known, searchable)
            : state;
        await this.#apply(await changeState(db, choose, this.#state), true);
      },
      onChange: () => this.#tell(),
    });
    this.#profileChoice = profileChoice;
    profileChoice.ask();
  }

  /** What other desktops changed, and whether the new vectors are complete. */
  async #look(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const { db, isShared } = this.#options;
    try {
      const state = isShared ? await readState(db) : null;
      if (state !== null) await this.#apply(state, false);
      await this.#settle();
      const { writer } = this;
      // An in-app model's files may have come; an endpoint is looked for in a rhythm of its own.
      if (writer?.problem === 'model_missing') writer.wake();
    } catch (error) {
      if (!this.#closed.signal.aborted) log.warn('looking after vectors', { message: String(error) });
    }
  }

  /** Lets searches change over to the new model when its vectors are complete. */
  async #settle(): Promise<void> {
    const { db, access } = this.#options;
    const { target, searching } = this.#state;
    if (access === 'read' || target === null || target === searching) return;
    const { embedded, failed, total } = await this.#counts();
    if (embedded + failed < total) return;
    // The first count may be some seconds old.
    const now = await countVectors(db, target);
    if (now.embedded + now.failed < now.total) return;
    await this.#apply(await changeState(db, (state) => afterCompletion(state, target), this.#state), false);
    log.info('searches use the vectors of another model', { model: target });
  }

  async #apply(state: EmbeddingState, force: boolean): Promise<void> {
    const before = this.#state;
    if (!force && JSON.stringify(before) === JSON.stringify(state)) return;
    this.#state = state;
    if (state.choice !== null && this.#profileChoice !== null) {
      const settled = this.#profileChoice;
      this.#profileChoice = null;
      // Not waited for: this may be what it is just doing.
      settled.close().catch((error: unknown) => log.warn('closing', { message: String(error) }));
    }
    this.#opened.closeAllBut([state.target, state.searching]);
    if (force || before.target !== state.target) this.#counts = this.#counting();
    this.#changed();
  }

  #counting(): () => Promise<Counts> {
    return sparingly(() => countVectors(this.#options.db, this.model), {
      restAtMost: ({ total }) => restByRows(total),
    });
  }

  #changed(): void {
    if (this.#closed.signal.aborted) return;
    if (!this.isHeld) this.#options.onWork();
    this.#tell();
  }

  #tell(): void {
    if (this.#closed.signal.aborted) return;
    this.#tellTimer ??= setTimeout(() => {
      this.#tellTimer = null;
      this.status().then(
        (status) => this.#options.publish('embedding.changed', status),
        (error: unknown) => {
          if (!this.#closed.signal.aborted) log.warn('telling about vectors', { message: String(error) });
        },
      );
    }, tellMs);
  }
}

function away(error: EmbedderAway): AppError {
  const details = { part: 'embedding', cause: error.problem };
  return new AppError('server_part_failed', 'The embedder is away', details, true, error);
}
