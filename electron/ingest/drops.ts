import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { type BrandId, batchIdSchema } from '../../shared/domain/ids.ts';
import { impatiently, untilBack } from '../connection/health/availability.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import { type Entry, type IngestParts, type IngestRun, openBatch } from './ingest-parts.ts';
import { dropTimes, newUpload } from './new-upload.ts';
import type { PendingDrop } from './pending-drops.ts';
import { type FoundFile, isBeyond, type ScanCursor, scan } from './scan.ts';
import type { Drop, Target } from './target.ts';
import { cleanName, duplicateRules, type Upload, uploadError } from './upload.ts';

type Place = Pick<Target, 'brandId' | 'projectId'>;

/** Files are journaled and shown in groups of so many while folders are still being walked: few first, to be seen at once. */
const firstGroup = 24;
const scanGroup = 200;

/** The name of the first, and how many there are besides. */
function titleOf(paths: readonly string[]): string {
  const name = cleanName(basename(paths[0] ?? ''));
  // Both languages of the app group digits like this.
  return paths.length < 2 ? name : `${name} +${(paths.length - 1).toLocaleString('en')}`;
}

/** Takes drops: keeps them, walks their folders, and hands their files on. */
export class Drops {
  readonly #parts: IngestParts;
  readonly #run: IngestRun;
  readonly #scans = new Set<Promise<void>>();
  /** Files that the board shows already, since their bytes came from the window; by path. */
  readonly #arrived = new Map<string, Upload>();
  /** Where the last drop went: shown for one that is made while the database can't tell. */
  #lastBrand: BrandId | null = null;

  constructor(parts: IngestParts, run: IngestRun) {
    this.#parts = parts;
    this.#run = run;
  }

  /** Walks that are still going; they end soon after the session does. */
  get scans(): readonly Promise<void>[] {
    return [...this.#scans];
  }

  /** Where something for a place is shown until the database is asked. Rejects with `offline` where nobody can tell. */
  async placeOf({ brandId, projectId, tags }: CallParsed<'ingest.addPaths'>['target']): Promise<Place> {
    const { availability, resolveTarget } = this.#parts;
    if (brandId !== null) return { brandId, projectId };
    if (!availability.isOffline) {
      const resolve = () => resolveTarget({ brandId, projectId, tags });
      const found = await impatiently(availability, resolve).catch(async (error: unknown) => {
        if (await availability.isAway(error)) return null;
        throw error;
      });
      if (found !== null) return found;
    }
    if (this.#lastBrand === null) throw new AppError('offline', 'The servers do not answer', {}, true);
    return { brandId: this.#lastBrand, projectId };
  }

  /** Takes the file that an upload's bytes have become, which stays what the board shows of it. */
  async addArrived(
    upload: Upload,
    path: string,
    target: CallParsed<'ingest.addPaths'>['target'],
  ): Promise<void> {
    this.#arrived.set(path, upload);
    try {
      await this.#take({
        batchId: upload.batchId,
        title: upload.name,
        paths: [path],
        target,
        keepDuplicates: upload.keepDuplicate,
        onDuplicate: upload.onDuplicate,
        // The name is the app's or a page's, and says nothing.
        onConflict: 'keep',
        createdAt: upload.createdAt,
      });
    } catch (error) {
      this.#arrived.delete(path);
      throw error;
    }
  }

  /** Answers at once; the files follow on the board. */
  async addPaths(input: CallParsed<'ingest.addPaths'>): Promise<CallOutput<'ingest.addPaths'>> {
    const { defaultDuplicates, defaultConflicts } = this.#parts;
    const rules = duplicateRules(input.duplicates ?? defaultDuplicates());
    const made: PendingDrop = {
      batchId: batchIdSchema.parse(randomUUID()),
      title: titleOf(input.paths),
      paths: input.paths,
      target: input.target,
      keepDuplicates: rules.keepDuplicate,
      onDuplicate: rules.onDuplicate,
      onConflict: input.conflicts ?? defaultConflicts(),
      createdAt: new Date(),
    };
    await this.#take(made);
    return { batchId: made.batchId };
  }

  async #take(made: PendingDrop): Promise<void> {
    const { availability } = this.#parts;
    if (availability.isOffline) await this.#keepForLater(made);
    else {
      await impatiently(availability, () => this.#begin(made)).catch(async (error: unknown) => {
        if (await availability.isAway(error)) return await this.#keepForLater(made);
        const { code, retry } = uploadError(error);
        throw new AppError(code, 'A drop could not be journaled', {}, retry, error);
      });
    }
  }

  /** Journals a drop and begins to walk it. May be done twice: the journal keeps the first. */
  async #begin(made: PendingDrop): Promise<void> {
    const { board, journal, resolveTarget } = this.#parts;
    const { target, ...rest } = made;
    const drop: Drop = {
      ...rest,
      target: await resolveTarget(target),
      foldersAsProjects: target.foldersAsProjects,
    };
    this.#lastBrand = drop.target.brandId;
    await journal.beginScan(drop);
    step('ingest.accepted');
    this.#follow(drop, openBatch(board, drop), null);
  }

  /** The database is away: the drop is kept on this computer, shown, and begun when the database is back. */
  async #keepForLater(made: PendingDrop): Promise<void> {
    // Without any brand there is nowhere to show it yet.
    const brandId = made.target.brandId ?? this.#lastBrand;
    if (brandId === null) throw new AppError('offline', 'The servers do not answer', {}, true);
    await this.#parts.pending.add(made);
    this.resumePending({ ...made, target: { ...made.target, brandId } });
  }

  /** Begins a drop that is kept on this computer, as soon as the database can take it. */
  resumePending(made: PendingDrop): void {
    const { board, pending, availability } = this.#parts;
    const { closing } = this.#run;
    const { batchId, title, createdAt, target } = made;
    const { brandId, projectId } = target;
    const signal =
      brandId === null
        ? closing
        : AbortSignal.any([
            openBatch(board, { batchId, title, createdAt, target: { brandId, projectId } }),
            closing,
          ]);
    const work = availability
      .whenBack(signal)
      .then(async () => {
        if (!signal.aborted) await untilBack(availability, signal, () => this.#begin(made));
        // Cancelled is done with too; what the end of the session cut off waits for the next.
        if (!closing.aborted) await pending.remove(batchId);
      })
      .catch((error: unknown) => {
        if (!closing.aborted) log.error('beginning a kept drop failed', error);
      })
      .finally(() => this.#scans.delete(work));
    this.#scans.add(work);
  }

  /** Walks a drop on that the last run did not get to the end of. */
  resumeScan(drop: Drop, cursor: ScanCursor | null): void {
    this.#follow(drop, openBatch(this.#parts.board, drop), cursor);
  }

  /** Takes files that are known one by one; the batch stands for the first one's place. */
  async addEntries(title: string, entries: readonly Entry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    const batchId = batchIdSchema.parse(randomUUID());
    const signal = openBatch(this.#parts.board, { batchId, title, target: first, createdAt: new Date() });
    const nextTime = dropTimes(new Date());
    const uploads = entries.map(({ path, name, size, brandId, projectId, tags }) => {
      const found: FoundFile = { kind: 'file', path, name, folder: '', root: null, dropped: 0, size };
      const addedAt = nextTime();
      return newUpload({
        found,
        batchId,
        target: { brandId, tags },
        projectId,
        keepDuplicate: false,
        addedAt,
      });
    });
    try {
      await this.accept(title, uploads, signal, null);
    } finally {
      this.#parts.board.endScan(batchId);
    }
  }

  #follow(drop: Drop, signal: AbortSignal, cursor: ScanCursor | null): void {
    const { board } = this.#parts;
    const { closing } = this.#run;
    const work = this.#scan(drop, AbortSignal.any([signal, closing]), cursor)
      .catch((error: unknown) => {
        if (!closing.aborted) log.error('scanning a drop failed', error);
      })
      .finally(() => {
        this.#scans.delete(work);
        if (board.has(drop.batchId)) board.endScan(drop.batchId);
      });
    this.#scans.add(work);
  }

  async #scan(drop: Drop, signal: AbortSignal, cursor: ScanCursor | null): Promise<void> {
    const { target, batchId, title, keepDuplicates: keepDuplicate, onDuplicate, onConflict } = drop;
    const { closing } = this.#run;
    const nextTime = dropTimes(new Date());
    let group: Upload[] = [];
    let reached = cursor;
    let groupSize = firstGroup;
    const flush = async (): Promise<void> => {
      const ready = group;
      group = [];
      groupSize = scanGroup;
      await this.accept(title, ready, signal, reached);
    };
    try {
      for await (const found of scan(drop.paths, signal)) {
        if (cursor !== null && !isBeyond(cursor, found)) continue;
        reached = { root: found.dropped, path: found.path };
        const asProject = drop.foldersAsProjects && found.root !== null;
        const projectId = asProject ? await target.projectFor(found.root) : target.projectId;
        const spooled = this.#parts.spool.owns(found.path);
        const rules = { keepDuplicate, onDuplicate, onConflict, spooled };
        const upload = newUpload({ found, batchId, target, projectId, addedAt: nextTime(), ...rules });
        group.push(this.#asArrived(upload));
        if (group.length >= groupSize) await flush();
      }
      await flush();
    } catch (error) {
      if (closing.aborted || !signal.aborted) throw error;
    }
    await untilBack(this.#parts.availability, closing, () => this.#parts.journal.endScan(batchId));
    step('ingest.walked');
  }

  /** The upload that the board has of a file already, or else the new one. */
  #asArrived(upload: Upload): Upload {
    const { path, error } = upload;
    const known = path === null ? undefined : this.#arrived.get(path);
    if (path === null || known === undefined) return upload;
    this.#arrived.delete(path);
    if (error !== null && known.state === 'queued') this.#parts.board.step(known, 'failed', error);
    return known;
  }

  /** Journals intents, then shows and queues them; refused ones are kept and shown with their reason only. */
  async accept(
    title: string,
    uploads: readonly Upload[],
    signal: AbortSignal,
    cursor: ScanCursor | null,
  ): Promise<void> {
    signal.throwIfAborted();
    const { board, journal, availability } = this.#parts;
    const wanted = uploads.filter(({ state }) => state === 'queued');
    await untilBack(availability, signal, () => journal.record(title, uploads, cursor));
    step('ingest.journaled', { files: wanted.length });
    if (signal.aborted && !this.#run.closing.aborted) await journal.forget(uploads);
    signal.throwIfAborted();
    for (const upload of uploads) board.add(upload);
    for (const upload of wanted) this.#run.enqueue(upload);
  }
}
