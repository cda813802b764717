import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { sql } from 'kysely';
import { type AssetId, type BatchId, batchIdSchema } from '../../shared/domain/ids.ts';
import type { WatchRule } from '../../shared/domain/watch.ts';
import { AppError } from '../errors.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { Outcome, TakeFile } from '../ingest/take.ts';
import { uploadError } from '../ingest/upload.ts';
import { findActive, readChecksums } from '../library/active.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import type { FolderRow } from './folder-row.ts';
import type { Entry, Lasting, Ledger } from './ledger.ts';
import { isSame } from './settling.ts';
import type { WalkedFile } from './walk.ts';

/** Files of one group at most: what a kill leaves planned is looked at again file by file. */
const groupSize = 500;

/**
 * Where files of a rule go; `folder` is the first one below the watched one, null for a file at the top. Throws
 * `not_found` when the brand is gone.
 */
export type PlacesOf = (
  rule: WatchRule,
) => Promise<(folder: string | null) => Promise<Pick<TakeFile, 'brandId' | 'projectId'>>>;

export interface IntakePorts {
  readonly ingest: Pick<Ingest, 'take'>;
  readonly lasting: Lasting;
  readonly placesOf: PlacesOf;
}

interface Planned extends WalkedFile {
  readonly intakeId: string;
  /** The asset whose new version it is to be. */
  readonly assetId: AssetId | null;
}

interface Ended {
  readonly path: string;
  readonly outcome: Outcome;
}

/**
 * Files of one folder on their way into the library. The ledger has an id for each before ingest hears of it, so
 * that whenever the app ends the same file is handed in again under the same id, and taken once.
 */
export class Intake {
  readonly #ports: IntakePorts;
  readonly #row: () => FolderRow;
  readonly #ledger: Ledger;
  /** The outcomes of some files are to be recorded. */
  readonly #onEnded: () => void;
  readonly #running = new Set<string>();
  #ended: Ended[] = [];
  #batchId: BatchId | null = null;

  constructor(ports: IntakePorts, row: () => FolderRow, ledger: Ledger, onEnded: () => void) {
    this.#ports = ports;
    this.#row = row;
    this.#ledger = ledger;
    this.#onEnded = onEnded;
  }

  get count(): number {
    return this.#running.size;
  }

  has(path: string): boolean {
    return this.#running.has(path);
  }

  /** Hands files in; what becomes of them is told later. Throws `not_found` when their brand is gone. */
  async take(files: readonly WalkedFile[]): Promise<void> {
    for (let at = 0; at < files.length; at += groupSize)
      await this.#takeGroup(files.slice(at, at + groupSize));
  }

  async #takeGroup(files: readonly WalkedFile[]): Promise<void> {
    const row = this.#row();
    const placeOf = await this.#ports.placesOf(row.rule);
    const replaced = await this.#replaced(files);
    const planned = files.map((file): Planned => {
      const entry = this.#ledger.get(file.path);
      const intakeId = againAs(entry, file) ?? `watch:${row.id}:${randomUUID()}`;
      return { ...file, intakeId, assetId: replaced.get(file.path) ?? null };
    });
    const wanted: TakeFile[] = [];
    for (const { path, intakeId, assetId } of planned) {
      const folder = path.includes('/') ? (path.split('/')[0] ?? null) : null;
      const place = await placeOf(folder);
      wanted.push({
        ...place,
        intakeId,
        path: join(row.path, path),
        name: basename(path),
        tags: row.rule.tags,
        origin: {
          source: 'uploader',
          sourceMetadata: { watch_folder: basename(row.path).normalize('NFC'), watch_path: path },
        },
        ...(assetId !== null && { replaces: assetId }),
      });
    }
    await this.#ledger.plan(planned);
    step('watch.planned', { files: planned.length });
    this.#begin(planned, wanted);
  }

  /**
   * The assets of which files are new versions: those that were made of the very same file, which has stayed in its place
   * and is another now, or was already to become one when the app ended. What was gone in between is another file of the
   * same name.
   */
  async #replaced(files: readonly WalkedFile[]): Promise<Map<string, AssetId>> {
    const changed = files.flatMap(({ path, seen }) => {
      const entry = this.#ledger.get(path);
      if (entry === null || entry.assetId === null || entry.state === 'duplicate') return [];
      if (entry.state === 'taken' && isSame(entry, seen)) return [];
      return entry.goneAt !== null || entry.clearedAt !== null ? [] : [{ path, assetId: entry.assetId }];
    });
    if (changed.length === 0) return new Map();
    const ids = changed.map(({ assetId }) => assetId);
    const there = await this.#ports.lasting((db) => findActive(db, ids));
    return new Map(changed.flatMap(({ path, assetId }) => (there.has(assetId) ? [[path, assetId]] : [])));
  }

  #begin(planned: readonly Planned[], wanted: readonly TakeFile[]): void {
    // What comes while some are on their way is shown together with them.
    if (this.#running.size === 0 || this.#batchId === null) this.#batchId = batchIdSchema.parse(randomUUID());
    const options = {
      title: basename(this.#row().path).normalize('NFC'),
      duplicates: 'skip' as const,
      conflicts: this.#row().rule.conflicts ?? ('keep' as const),
      batchId: this.#batchId,
    };
    for (const { path } of planned) this.#running.add(path);
    const { ingest } = this.#ports;
    // All together into one group; then each by itself, which shares the outcome and tells it as soon as it is known.
    ingest.take(wanted, options).catch(() => undefined);
    for (const [index, { path, intakeId }] of planned.entries()) {
      const file = wanted[index];
      if (file === undefined) continue;
      ingest.take([file], options).then(
        ([outcome]) => {
          if (outcome !== undefined) this.#end({ path, outcome });
        },
        (error: unknown) => {
          // The library is being closed: the ledger knows what is to be handed in again.
          if (error instanceof AppError && error.code === 'cancelled') return;
          log.error('handing in a file of a watched folder failed', error);
          const { code, retry } = uploadError(error);
          this.#end({ path, outcome: { intakeId, state: 'failed', code, retry } });
        },
      );
    }
  }

  #end(ended: Ended): void {
    this.#ended.push(ended);
    this.#onEnded();
  }

  /** Writes down what became of files. Gives their paths and those that may be tried again by and by. */
  async record(): Promise<{ paths: string[]; failed: ReadonlySet<string> }> {
    const ended = this.#ended;
    this.#ended = [];
    if (ended.length === 0) return { paths: [], failed: new Set() };
    const ids = ended.flatMap(({ outcome }) => ('assetId' in outcome ? [outcome.assetId] : []));
    const { now, checksums } = await this.#ports.lasting(async (db) => ({
      now: await databaseTime(db),
      checksums: await readChecksums(db, ids),
    }));
    step('watch.ended', { files: ended.length });
    await this.#ledger.change(
      ended.map(({ path, outcome }) => ({ path, ...changeOf(outcome, checksums, now) })),
    );
    step('watch.recorded', { files: ended.length });
    for (const { path } of ended) this.#running.delete(path);
    const failed = ended.flatMap(({ path, outcome }) =>
      outcome.state === 'failed' && outcome.retry ? [path] : [],
    );
    return { paths: ended.map(({ path }) => path), failed: new Set(failed) };
  }
}

/** The id under which this very file was handed in before without having arrived; null when this is another one. */
function againAs(entry: Entry | null, { seen }: WalkedFile): string | null {
  if (entry === null || (entry.state !== 'taking' && entry.state !== 'failed')) return null;
  return entry.size === seen.size && entry.mtimeMs === seen.mtimeMs ? entry.intakeId : null;
}

function changeOf(
  outcome: Outcome,
  checksums: ReadonlyMap<AssetId, string | null>,
  now: Date,
): Partial<Entry> {
  switch (outcome.state) {
    case 'published':
    case 'duplicate': {
      const { assetId } = outcome;
      const state = outcome.state === 'published' ? 'taken' : 'duplicate';
      return { state, assetId, sha256: checksums.get(assetId) ?? null, verifiedAt: now, reason: null };
    }
    case 'failed':
      return { state: 'failed', reason: outcome.code };
    case 'cancelled':
      return { state: 'cancelled', reason: null };
  }
}

type Db = Parameters<Parameters<Lasting>[0]>[0];

/** The time by which local copies are kept: that of the database, for this computer's clock may be moved. */
export async function databaseTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now()::timestamp as now`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('The database tells no time');
  return row.now;
}
