import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import PQueue from 'p-queue';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import { findObject } from '../storage/find-object.ts';
import { parseObjectPath } from '../storage/keys.ts';
import {
  type Bundle,
  checksumOf,
  listAssetIds,
  nameOf,
  readBundles,
  readStamps,
  type Stamp,
} from './bundles.ts';
import { otherId } from './destination-keys.ts';
import type { LibraryEnd } from './end.ts';
import { codeOf, mayPass } from './failures.ts';
import type { RelocationJournal, VerifiedObject } from './journal.ts';
import { type LibraryTables, readTables } from './library-tables.ts';
import { type MovingObjects, moveObjects } from './move-objects.ts';
import { ensurePlaces, type Places, restoreLogos } from './places.ts';
import type { MoveProgress } from './progress.ts';
import { removeAssets } from './remove-assets.ts';
import { carrySearchState, type ReadyAsset, writeAssets } from './write-assets.ts';
import { createWriter } from './writer.ts';

/** Assets whose rows are read at once, and those that are on their way at once. */
const chunkSize = 100;
const parallelAssets = 8;
/** Of an asset, while both sides answer. */
const attempts = 6;
/** People may change things faster than they can be followed; what is left then is told by nobody, hence not so few. */
const maxPasses = 20;
const retryMs = 500;
/** More removals than these and a fifth of everything look like another library in place of the source. */
const fewRemovals = 50;

export interface MoveInput {
  readonly source: LibraryEnd;
  readonly destination: LibraryEnd;
  readonly journal: RelocationJournal;
  readonly progress: MoveProgress;
  readonly signal: AbortSignal;
  /** What was removed at the source is removed at the destination too; true when left out. */
  readonly followRemovals?: boolean;
  readonly onPhase: (phase: 'copying' | 'verifying') => void;
  /** Something happened that shows. */
  readonly onStep: () => void;
}

const presentSchema = z.object({
  id: z.uuid(),
  checksum: z.string().nullable(),
  size: z.number().nullable(),
  path: z.string(),
  changed_at: z.number().nullable(),
  /** SHA-256 of former files. */
  former: z.array(z.string()),
});
type Present = z.infer<typeof presentSchema>;

/**
 * One run of a move, from whatever was done before to the end. Passes over the source until one finds nothing that has
 * changed. Rejects when either side goes away; a problem with one asset is noted and stops nothing.
 */
export class Move {
  readonly #input: MoveInput;
  readonly #tables: { readonly source: LibraryTables; readonly destination: LibraryTables };
  readonly #objects: MovingObjects;
  readonly #write: (asset: ReadyAsset) => Promise<void>;
  #places: Places;
  /** Assets that had a problem in this run: they are not tried again by every pass. */
  readonly #given = new Map<string, string>();

  private constructor(
    input: MoveInput,
    userId: string,
    tables: { readonly source: LibraryTables; readonly destination: LibraryTables },
    places: Places,
  ) {
    this.#input = input;
    this.#tables = tables;
    this.#places = places;
    const { source, destination, journal, signal } = input;
    const target = { db: destination.db, store: destination.store, tables: tables.destination, userId };
    this.#objects = {
      source,
      destination: target,
      journal,
      claims: new Map(),
      signal,
      onBytes: () => undefined,
    };
    this.#write = createWriter((ready) => writeAssets(target, this.#places, ready));
  }

  static async run(input: MoveInput): Promise<void> {
    const { source, destination, journal } = input;
    const { userId } = destination;
    if (userId === null) throw new AppError('permission_denied', 'The destination may only be looked at');
    const tables = { source: await readTables(source.db), destination: await readTables(destination.db) };
    const places = await ensurePlaces({
      source: { db: source.db, tables: tables.source },
      destination: { db: destination.db, tables: tables.destination, userId },
      journal,
    });
    await carrySearchState(source.db, destination.db);
    step('move.placed');
    const move = new Move(input, userId, tables, places);
    input.onPhase('copying');
    for (let pass = 0; pass < maxPasses; pass += 1) {
      const changes = await move.#pass(pass === 0);
      step('move.passed', { pass });
      if (pass > 0 && changes === 0) break;
      input.onPhase('verifying');
    }
    await restoreLogos(move.#placesInput(userId), (id) => journal.done.get(id)?.to ?? null);
  }

  #placesInput(userId: string) {
    const { source, destination, journal } = this.#input;
    return {
      source: { db: source.db, tables: this.#tables.source },
      destination: { db: destination.db, tables: this.#tables.destination, userId },
      journal,
    };
  }

  /** Gives the number of assets that were other than noted. */
  async #pass(isFirst: boolean): Promise<number> {
    const { source, journal, progress, signal, destination } = this.#input;
    if (!isFirst) this.#places = await ensurePlaces(this.#placesInput(destination.userId ?? ''));
    const ids = await listAssetIds(source.db);
    const here = new Set(ids);
    if (isFirst) await this.#count(ids.length);
    const queue = new PQueue({ concurrency: parallelAssets });
    let changes = 0;
    let failure: unknown = null;
    for (let at = 0; at < ids.length && failure === null; at += chunkSize) {
      signal.throwIfAborted();
      const chunk = ids.slice(at, at + chunkSize);
      const stamps = await readStamps(source.db, this.#tables.source, chunk);
      const todo = new Map<string, Stamp>();
      for (const [id, stamp] of stamps) {
        const isDone = journal.done.get(id)?.stamp === stamp.stamp || this.#given.get(id) === stamp.stamp;
        if (!isDone) todo.set(id, stamp);
        else if (isFirst) this.#countDone(stamp.size, journal.done.get(id)?.outcome === 'present');
      }
      if (todo.size === 0) continue;
      changes += todo.size;
      const bundles = await readBundles(source.db, this.#tables.source, todo);
      const present = await this.#present(bundles);
      for (const bundle of bundles) {
        const work = queue.add(async () => {
          if (failure !== null) return;
          await this.#moveOne(bundle, present);
          if (isFirst) this.#countDone(todo.get(bundle.id)?.size ?? 0, false);
        });
        work.catch((error: unknown) => {
          failure ??= error ?? new AppError('internal', 'A move failed without a reason');
        });
      }
      await queue.onSizeLessThan(chunkSize);
    }
    await queue.onIdle();
    if (failure !== null) throw failure;
    signal.throwIfAborted();
    progress.assets = Math.max(progress.assets, ids.length);
    return this.#input.followRemovals === false ? changes : changes + (await this.#followRemovals(here));
  }

  async #count(assets: number): Promise<void> {
    const { source, progress } = this.#input;
    const { rows } = await sql<{ bytes: number }>`
      select coalesce(sum(file_size), 0)::bigint as bytes from public.generated_assets`.execute(source.db);
    Object.assign(progress, {
      assets,
      assetsDone: 0,
      assetsPresent: 0,
      bytes: rows[0]?.bytes ?? 0,
      bytesSettled: 0,
    });
  }

  #countDone(size: number, wasPresent: boolean): void {
    const { progress } = this.#input;
    progress.assetsDone += 1;
    progress.bytesSettled += size;
    if (wasPresent) progress.assetsPresent += 1;
    this.#input.onStep();
  }

  /** What the destination has under the ids that the assets have or would get. */
  async #present(bundles: readonly Bundle[]): Promise<ReadonlyMap<string, Present>> {
    const ids = bundles.flatMap((bundle) => [bundle.id, derivedId(bundle)]);
    const { rows } = await sql`
      select id, checksum, file_size as size, minio_path as path,
        extract(epoch from coalesce(updated_at, created_at))::float8 as changed_at,
        array(select v.checksum from sparklio.asset_versions v where v.asset_id = g.id and v.checksum is not null) as former
      from public.generated_assets g where id = any(${ids}::uuid[])`.execute(this.#input.destination.db);
    return new Map(
      z
        .array(presentSchema)
        .parse(rows)
        .map((row) => [row.id, row]),
    );
  }

  async #moveOne(bundle: Bundle, present: ReadonlyMap<string, Present>): Promise<void> {
    const { journal, signal } = this.#input;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        await this.#attempt(bundle, present);
        return;
      } catch (error) {
        signal.throwIfAborted();
        const code = codeOf(error);
        if (code === 'disk_full' || code === 'permission_denied') throw error;
        if (mayPass(error)) {
          // Tells whether it is the asset or a side that went away.
          await Promise.all([this.#input.source.check(), this.#input.destination.check()]);
          if (attempt < attempts) {
            await delay(retryMs * attempt, undefined, { signal });
            continue;
          }
        }
        log.warn('an asset could not be moved', { code, id: bundle.id });
        if (code === 'internal') log.error('moving an asset', error);
        this.#given.set(bundle.id, bundle.stamp);
        await journal.append({ t: 'problem', id: bundle.id, name: nameOf(bundle), code });
        return;
      } finally {
        this.#input.progress.landed(bundle.id);
        for (const [key, owner] of this.#objects.claims) {
          if (owner === bundle.id) this.#objects.claims.delete(key);
        }
      }
    }
  }

  async #attempt(bundle: Bundle, present: ReadonlyMap<string, Present>): Promise<void> {
    const { journal } = this.#input;
    const noted = journal.done.get(bundle.id);
    const begun = journal.intents.get(bundle.id);
    const known = noted?.to ?? begun?.to;
    const there = known === undefined ? undefined : present.get(known);
    if (known !== undefined && noted?.outcome !== 'present') {
      const before = there === undefined ? null : { path: there.path, checksum: there.checksum };
      await this.#copy(bundle, known, before, noted?.outcome ?? 'copied');
      return;
    }
    const candidate = present.get(bundle.id);
    const same = candidate !== undefined && isSame(bundle, candidate);
    const derived = present.get(derivedId(bundle));
    const match = same ? candidate : derived !== undefined && isSame(bundle, derived) ? derived : null;
    if (match !== null) await this.#meet(bundle, match);
    else await this.#copy(bundle, candidate === undefined ? bundle.id : derivedId(bundle), null, 'copied');
  }

  /** The asset is there already: the newer of both counts, unless the source has a file that is not there. */
  async #meet(bundle: Bundle, there: Present): Promise<void> {
    if (bundle.changedAt > (there.changed_at ?? 0) || !hasAllFiles(bundle, there)) {
      await this.#copy(bundle, there.id, { path: there.path, checksum: there.checksum }, 'updated');
      return;
    }
    const ref = parseObjectPath(there.path, this.#input.destination.store.buckets.assets);
    if (
      ref !== null &&
      (await findObject(this.#input.destination.store, ref)) === null &&
      bundle.text === null
    ) {
      // A row without its object is worth nothing: it gets the object that is here.
      await this.#copy(bundle, there.id, null, 'updated');
      return;
    }
    this.#input.progress.assetsPresent += 1;
    await this.#note(bundle, there.id, there.path, 'present', []);
  }

  async #copy(
    bundle: Bundle,
    id: string,
    before: { readonly path: string; readonly checksum: string | null } | null,
    outcome: 'copied' | 'present' | 'updated',
  ): Promise<void> {
    const { progress, onStep } = this.#input;
    const size = Number(bundle.asset.file_size ?? 0);
    const onBytes = (bytes: number): void => {
      progress.passed(bundle.id, size, bytes);
      onStep();
    };
    const { ready, objects } = await moveObjects({ ...this.#objects, onBytes }, bundle, id, before);
    await this.#write(ready);
    step('move.written', { asset: bundle.id });
    await this.#note(bundle, id, ready.path, outcome, objects, ready.renderAgain);
  }

  async #note(
    bundle: Bundle,
    to: string,
    path: string,
    outcome: 'copied' | 'present' | 'updated',
    objects: readonly VerifiedObject[],
    renderAgain = false,
  ): Promise<void> {
    await this.#input.journal.append({
      t: 'done',
      id: bundle.id,
      to,
      stamp: bundle.stamp,
      outcome,
      name: nameOf(bundle),
      checksum: checksumOf(bundle.asset.checksum),
      path,
      objects: [...objects],
      ...(renderAgain ? { note: 'rendition' } : {}),
    });
    step('move.noted', { asset: bundle.id });
  }

  /** What this move put there and was removed at the source since is removed there too. */
  async #followRemovals(here: ReadonlySet<string>): Promise<number> {
    const { journal, destination } = this.#input;
    const missing = [...journal.done].filter(
      ([id, { outcome }]) => outcome === 'copied' && !here.has(id),
    ).length;
    if (missing > Math.max(fewRemovals, journal.done.size / 5)) {
      throw new AppError('verify_failed', 'Most of what was moved is gone from the source');
    }
    let followed = 0;
    for (const [id, { to, outcome }] of journal.done) {
      if (here.has(id)) continue;
      if (outcome === 'copied') await removeAssets(destination, [to]);
      step('move.followed', { asset: id });
      await journal.append({ t: 'gone', id });
      followed += 1;
    }
    for (const id of [...journal.problems.keys()]) {
      if (here.has(id)) continue;
      await journal.append({ t: 'gone', id });
    }
    return followed;
  }
}

const derivedId = (bundle: Bundle): string => otherId(bundle.id, bundle.asset.checksum ?? null);

/** SHA-256 of every file that the asset has and had, as far as they are known. */
const filesOf = ({ asset, versions }: Bundle): string[] =>
  [asset.checksum, ...versions.map(({ checksum }) => checksum)].map(checksumOf).filter((one) => one !== null);
const filesThere = ({ checksum, former }: Present): string[] =>
  [checksum, ...former].map(checksumOf).filter((one) => one !== null);

function hasAllFiles(bundle: Bundle, there: Present): boolean {
  const present = new Set(filesThere(there));
  return filesOf(bundle).every((one) => present.has(one));
}

/** Whether a row at the destination is the same asset: the same id, and a file that it has or had on both sides. */
function isSame(bundle: Bundle, there: Present): boolean {
  const { asset } = bundle;
  if (checksumOf(asset.checksum) === null || checksumOf(there.checksum) === null) {
    return Number(asset.file_size ?? 0) === (there.size ?? 0);
  }
  const present = new Set(filesThere(there));
  return filesOf(bundle).some((one) => present.has(one));
}
