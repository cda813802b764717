import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { lstat } from 'node:fs/promises';
import PQueue from 'p-queue';
import { tagSchema } from '../../shared/domain/asset.ts';
import { type BatchId, batchIdSchema } from '../../shared/domain/ids.ts';
import type { OpenLibrary } from '../connection/compose.ts';
import { AppError } from '../errors.ts';
import type { Outcome } from '../ingest/take.ts';
import { log } from '../log.ts';
import type { LibraryId } from '../settings/installation.ts';
import { step } from '../steps.ts';
import { cleanRecord } from './clean-json.ts';
import { intakeIdOf, type Parcel } from './parcel.ts';
import { resolvePlace } from './resolve-place.ts';
import type { SpoolFolder } from './spool-folder.ts';

/** What the intake needs of an open library. */
export type IntakeLibrary = Pick<
  OpenLibrary,
  'library' | 'ingest' | 'similar' | 'records' | 'firstBrand' | 'access' | 'health' | 'board'
>;

export interface OpenIntakeLibrary {
  readonly id: LibraryId;
  readonly name: string;
  readonly library: IntakeLibrary;
}

/** Why a parcel has to wait. */
export type HoldReason = 'no_library' | 'other_library' | 'brand_not_found' | 'project_not_found' | 'failed';

interface Hold {
  readonly reason: HoldReason;
  readonly attempts: number;
  readonly until: number;
}

interface TakerParts {
  readonly folder: SpoolFolder;
  readonly open: () => OpenIntakeLibrary | null;
  readonly onChange: () => void;
}

/** Parcels on their way at once; ingest has a queue of its own behind. */
const parallel = 16;
/** How often the folder is looked through where the system tells of no change. */
const lookMs = 15_000;
/** What failed is tried again after a minute, then ever more rarely. */
const firstWaitMs = 60_000;
const longestWaitMs = 3600_000;
/** Files that come within this time of each other are one group in the tray. */
const groupMs = 10 * 60_000;

const titles: Readonly<Record<string, string>> = { comfyui: 'ComfyUI' };

/** Takes what waits in the spool folder into the open library, each exactly once. */
export class ParcelTaker {
  readonly #parts: TakerParts;
  readonly #queue = new PQueue({ concurrency: parallel });
  readonly #running = new Map<string, Promise<Outcome | null>>();
  readonly #holds = new Map<string, Hold>();
  readonly #groups = new Map<string, { batchId: BatchId; last: number }>();
  #timer: NodeJS.Timeout | null = null;
  #watcher: ReturnType<typeof watch> | null = null;
  #looking: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(parts: TakerParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { folder } = this.#parts;
    await folder.make();
    await folder.sweep();
    this.#watchFolder(folder.path);
    this.#timer = setInterval(() => this.wake(), lookMs);
    this.wake();
  }

  /** Only makes it quicker: a system may watch no more folders, and some drives tell of nothing. */
  #watchFolder(path: string): void {
    const unwatched = (error: unknown) => log.warn('watching the spool folder', { message: String(error) });
    try {
      this.#watcher = watch(path, () => this.wake());
      this.#watcher.on('error', unwatched);
    } catch (error) {
      unwatched(error);
    }
  }

  /** Another library is open, or none: everything is looked at anew. */
  libraryChanged(): void {
    this.#holds.clear();
    this.wake();
  }

  /** Tries those again for which there was no place. */
  lookForPlaces(): void {
    const waiting = [...this.#holds].filter(([, { reason }]) => reason.endsWith('_not_found'));
    for (const [id] of waiting) this.#holds.delete(id);
    if (waiting.length > 0) this.wake();
  }

  /** Looks through the folder, now or when the present look has ended. */
  wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#looking ??= this.#lookWhileAsked().finally(() => {
      this.#looking = null;
    });
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#look().catch((error: unknown) => log.error('looking through the spool folder', error));
    }
  }

  async #look(): Promise<void> {
    const { folder } = this.#parts;
    const ids = new Set(await folder.ids());
    for (const id of this.#holds.keys()) if (!ids.has(id)) this.#holds.delete(id);
    const isKnown = (id: string): boolean =>
      this.#running.has(id) || (this.#holds.get(id)?.until ?? 0) > Date.now();
    for (const parcel of await folder.list(isKnown)) void this.take(parcel).catch(() => undefined);
    this.#parts.onChange();
  }

  /**
   * Takes a parcel and clears it away; null when it has to wait. Rejects with `cancelled` when the library is
   * closed meanwhile: the parcel stays then, and is taken into the next one that is right for it.
   */
  take(parcel: Parcel): Promise<Outcome | null> {
    const running = this.#running.get(parcel.id);
    if (running !== undefined) return running;
    const work = this.#queue
      .add(() => this.#take(parcel))
      .catch((error: unknown) => {
        if (!(error instanceof AppError && error.code === 'cancelled')) log.error('taking a parcel', error);
        this.#hold(parcel, 'failed');
        throw error;
      })
      .finally(() => {
        this.#running.delete(parcel.id);
        this.#parts.onChange();
      });
    this.#running.set(parcel.id, work);
    return work;
  }

  async #take(parcel: Parcel): Promise<Outcome | null> {
    const { folder } = this.#parts;
    const open = this.#parts.open();
    if (open === null || open.library.access !== 'write') return this.#hold(parcel, 'no_library');
    if (parcel.library !== null && parcel.library !== open.id) return this.#hold(parcel, 'other_library');
    const { brand, project } = parcel;
    const place = await resolvePlace(open.library, {
      brand: brand ?? undefined,
      project: project ?? undefined,
    });
    if (place.kind !== 'found') return this.#hold(parcel, place.kind);
    const path = folder.fileOf(parcel);
    // A link could name any file of this computer.
    const found = await lstat(path).catch(() => null);
    if (found !== null && !found.isFile()) {
      await folder.setAside(parcel);
      return null;
    }
    step('intake.taking', { parcel: parcel.id });
    const [outcome] = await open.library.ingest.take(
      [
        {
          intakeId: intakeIdOf(parcel),
          path,
          name: parcel.name,
          brandId: place.brandId,
          projectId: place.projectId,
          tags: parcel.tags.flatMap((tag) => tagSchema.safeParse(tag).data ?? []),
          origin: { source: parcel.source, sourceMetadata: cleanRecord(parcel.source_metadata) },
        },
      ],
      {
        title: titles[parcel.source] ?? 'API',
        duplicates: parcel.duplicates,
        batchId: this.group(parcel.source),
      },
    );
    if (outcome === undefined) throw new Error('A parcel that is taken has an outcome');
    step('intake.settled', { parcel: parcel.id });
    await this.#settle(parcel, outcome);
    return outcome;
  }

  async #settle(parcel: Parcel, outcome: Outcome): Promise<void> {
    const { folder } = this.#parts;
    if (outcome.state === 'published' || outcome.state === 'duplicate') {
      this.#holds.delete(parcel.id);
      await folder.remove(parcel);
    } else if (outcome.state === 'failed' && outcome.retry && outcome.code !== 'file_missing') {
      this.#hold(parcel, 'failed');
    } else {
      await folder.setAside(parcel);
    }
  }

  #hold({ id }: Parcel, reason: HoldReason): null {
    const attempts = (this.#holds.get(id)?.attempts ?? 0) + 1;
    const wait = Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs);
    this.#holds.set(id, { reason, attempts, until: Date.now() + wait });
    return null;
  }

  /** The group in the tray that files of a source belong to at the moment. */
  group(source: string): BatchId {
    const now = Date.now();
    const current = this.#groups.get(source);
    const batchId =
      current !== undefined && now - current.last < groupMs
        ? current.batchId
        : batchIdSchema.parse(randomUUID());
    this.#groups.set(source, { batchId, last: now });
    return batchId;
  }

  /** What waits, by why. */
  waiting(): Readonly<Record<HoldReason, number>> {
    const counts = { no_library: 0, other_library: 0, brand_not_found: 0, project_not_found: 0, failed: 0 };
    for (const { reason } of this.#holds.values()) counts[reason] += 1;
    return counts;
  }

  /** Hands in again what was set aside, and tries what waits at once. */
  async retry(): Promise<void> {
    await this.#parts.folder.putBack();
    this.libraryChanged();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watcher?.close();
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }
}
