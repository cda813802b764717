import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { type BrandId, batchIdSchema, type ProjectId } from '../../shared/domain/ids.ts';
import { type Availability, impatiently, untilBack } from '../connection/health/availability.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import type { UploadBoard } from './board.ts';
import type { Journal } from './journal.ts';
import { dropTimes, newUpload } from './new-upload.ts';
import type { PendingDrop, PendingDrops } from './pending-drops.ts';
import type { Pipeline } from './pipeline.ts';
import type { Remains } from './remains.ts';
import { type FoundFile, isBeyond, type ScanCursor, scan } from './scan.ts';
import type { Spool } from './spool.ts';
import type { Drop, ResolveTarget, Target } from './target.ts';
import { cleanName, isFinal, type Upload, uploadError } from './upload.ts';

export interface IngestParts {
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly pipeline: Pipeline;
  readonly remains: Remains;
  readonly spool: Spool;
  readonly resolveTarget: ResolveTarget;
  readonly availability: Availability;
  /** Keeps drops that are made while the database is away. */
  readonly pending: PendingDrops;
  /** False where the library can only be read. */
  readonly canWrite: boolean;
  /** What to do with duplicates where a drop does not say. */
  readonly defaultDuplicates: () => 'skip' | 'keep';
}

/** Files on their way at once: enough to keep disk, store and hashing busy together. */
const parallelFiles = 4;
/** Files are journaled and shown in groups of so many while folders are still being walked. */
const scanGroup = 200;
/** What takes longer to stop is left to the journal. */
const closeLimitMs = 3000;

/** A file that goes to a place of its own, whatever the rest of its batch does. */
export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly tags: readonly string[];
}

type AddInput = CallParsed<'ingest.addPaths'>;

/** Everything that comes into the library comes through here. */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #queue = new PQueue({ concurrency: parallelFiles });
  readonly #scans = new Set<Promise<void>>();
  readonly #fetching = new Set<Upload>();
  readonly #closing = new AbortController();
  /** Where the last drop went: shown for one that is made while the database can't tell. */
  #lastBrand: BrandId | null = null;

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** Answers at once; the files follow on the board. Assets of the same bytes in the brand are skipped or kept. */
  async addPaths(input: AddInput): Promise<CallOutput<'ingest.addPaths'>> {
    this.#assertWritable();
    const { availability, defaultDuplicates } = this.#parts;
    const made: PendingDrop = {
      batchId: batchIdSchema.parse(randomUUID()),
      title: cleanName(basename(input.paths[0] ?? '')),
      paths: input.paths,
      target: input.target,
      keepDuplicates: (input.duplicates ?? defaultDuplicates()) === 'keep',
      createdAt: new Date(),
    };
    if (availability.isOffline) await this.#keepForLater(made);
    else {
      await impatiently(availability, () => this.#begin(made)).catch(async (error: unknown) => {
        if (await availability.isAway(error)) return await this.#keepForLater(made);
        const { code, retry } = uploadError(error);
        throw new AppError(code, 'A drop could not be journaled', {}, retry, error);
      });
    }
    return { batchId: made.batchId };
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
    const { batchId, title, createdAt, target } = made;
    const { brandId, projectId } = target;
    const signal =
      brandId === null
        ? this.#closing.signal
        : AbortSignal.any([
            openBatch(board, { batchId, title, createdAt, target: { brandId, projectId } }),
            this.#closing.signal,
          ]);
    const work = availability
      .whenBack(signal)
      .then(async () => {
        if (!signal.aborted) await untilBack(availability, signal, () => this.#begin(made));
        // Cancelled is done with too; what the end of the session cut off waits for the next.
        if (!this.#closing.signal.aborted) await pending.remove(batchId);
      })
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) log.error('beginning a kept drop failed', error);
      })
      .finally(() => this.#scans.delete(work));
    this.#scans.add(work);
  }

  #assertWritable(): void {
    if (!this.#parts.canWrite) throw new AppError('read_only', 'The library can only be read', {}, false);
  }

  /** Walks a drop on that the last run did not get to the end of. */
  resumeScan(drop: Drop, cursor: ScanCursor | null): void {
    this.#follow(drop, openBatch(this.#parts.board, drop), cursor);
  }

  /** Takes files that are known one by one; the batch stands for the first one's place. */
  async addEntries(title: string, entries: readonly Entry[]): Promise<void> {
    this.#assertWritable();
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
      await this.#accept(title, uploads, signal, null);
    } finally {
      this.#parts.board.endScan(batchId);
    }
  }

  #follow(drop: Drop, signal: AbortSignal, cursor: ScanCursor | null): void {
    const work = this.#scan(drop, AbortSignal.any([signal, this.#closing.signal]), cursor)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) log.error('scanning a drop failed', error);
      })
      .finally(() => {
        this.#scans.delete(work);
        if (this.#parts.board.has(drop.batchId)) this.#parts.board.endScan(drop.batchId);
      });
    this.#scans.add(work);
  }

  async #scan(drop: Drop, signal: AbortSignal, cursor: ScanCursor | null): Promise<void> {
    const { target, batchId, title, keepDuplicates: keepDuplicate } = drop;
    const nextTime = dropTimes(new Date());
    let group: Upload[] = [];
    let reached = cursor;
    const flush = async (): Promise<void> => {
      const ready = group;
      group = [];
      await this.#accept(title, ready, signal, reached);
    };
    try {
      for await (const found of scan(drop.paths, signal)) {
        if (found.kind === 'file') {
          if (cursor !== null && !isBeyond(cursor, found)) continue;
          reached = { root: found.dropped, path: found.path };
        }
        const asProject = drop.foldersAsProjects && found.root !== null;
        const projectId = asProject ? await target.projectFor(found.root) : target.projectId;
        group.push(newUpload({ found, batchId, target, projectId, keepDuplicate, addedAt: nextTime() }));
        if (group.length >= scanGroup) await flush();
      }
      await flush();
    } catch (error) {
      if (this.#closing.signal.aborted || !signal.aborted) throw error;
    }
    await untilBack(this.#parts.availability, this.#closing.signal, () =>
      this.#parts.journal.endScan(batchId),
    );
    step('ingest.walked');
  }

  /** Journals intents, then shows and queues them; refused ones are shown with their reason only. */
  async #accept(
    title: string,
    uploads: readonly Upload[],
    signal: AbortSignal,
    cursor: ScanCursor | null,
  ): Promise<void> {
    signal.throwIfAborted();
    const { board, journal, availability } = this.#parts;
    const wanted = uploads.filter(({ state }) => state === 'queued');
    await untilBack(availability, signal, () => journal.record(title, wanted, cursor));
    step('ingest.journaled', { files: wanted.length });
    if (signal.aborted && !this.#closing.signal.aborted) await journal.forget(wanted);
    signal.throwIfAborted();
    for (const upload of uploads) board.add(upload);
    for (const upload of wanted) this.enqueue(upload);
  }

  enqueue(upload: Upload): void {
    void this.#queue.add(() => this.#parts.pipeline.run(upload));
  }

  /** The renderer will PUT the bytes to the temp bucket; `finishBytes` goes on from there. */
  async beginBytes(input: CallParsed<'ingest.beginBytes'>): Promise<CallOutput<'ingest.beginBytes'>> {
    this.#assertWritable();
    const { board, spool, resolveTarget, defaultDuplicates } = this.#parts;
    const target = await resolveTarget(input.target);
    const batchId = batchIdSchema.parse(randomUUID());
    const title = cleanName(input.files[0]?.name ?? '');
    openBatch(board, { batchId, title, target, createdAt: new Date() });
    const keepDuplicate = defaultDuplicates() === 'keep';
    const { projectId } = target;
    const nextTime = dropTimes(new Date());
    const uploads = input.files.map(({ name, size }) => {
      const found: FoundFile = { kind: 'file', path: '', name, folder: '', root: null, dropped: 0, size };
      const addedAt = nextTime();
      const upload = newUpload({ found, batchId, target, projectId, keepDuplicate, addedAt, spooled: true });
      upload.path = null;
      board.add(upload);
      return { id: upload.id, url: spool.uploadUrl(upload.id) };
    });
    board.endScan(batchId);
    return { batchId, uploads };
  }

  async finishBytes({
    uploadId,
    ok,
  }: CallParsed<'ingest.finishBytes'>): Promise<CallOutput<'ingest.finishBytes'>> {
    const { board, spool, availability } = this.#parts;
    const upload = board.find(uploadId);
    if (upload === null || upload.state !== 'queued' || upload.path !== null) return {};
    if (this.#fetching.has(upload)) return {};
    this.#fetching.add(upload);
    try {
      if (!ok) throw new AppError('upload_failed', 'The window could not send the bytes', {}, false);
      const { signal } = upload.abort;
      upload.path = await untilBack(availability, signal, () => spool.fetch(upload.id, upload.name));
      await untilBack(availability, signal, () => this.#enter(upload));
      // The temp bucket forgets by itself what can not be removed now.
      await spool.release(upload.id).catch((error: unknown) => log.error('clearing the temp bucket', error));
    } catch (error) {
      const { code } = uploadError(error);
      if (code !== 'upload_failed') log.error('taking in pasted bytes failed', error);
      const told = code === 'disk_full' ? code : 'upload_failed';
      if (upload.state === 'queued') board.step(upload, 'failed', { code: told, details: {}, retry: false });
    } finally {
      this.#fetching.delete(upload);
    }
    return {};
  }

  /** Files stop at once and leave nothing; what is published stays. Answers when what only waited is cleared away. */
  async cancel({ batchId, uploadId }: CallParsed<'ingest.cancel'>): Promise<void> {
    const { board, remains } = this.#parts;
    if (uploadId === null) board.cancelBatch(batchId);
    const uploads = uploadId === null ? board.uploads(batchId) : [board.upload(batchId, uploadId)];
    const idle: Upload[] = [];
    for (const upload of uploads) {
      const { state } = upload;
      if (state === 'published' || state === 'duplicate' || state === 'cancelled') continue;
      upload.abort.abort();
      // What is running ends in the pipeline; what waits or has failed ends here.
      if (state !== 'queued' && state !== 'failed') continue;
      board.step(upload, 'cancelled');
      idle.push(upload);
    }
    await remains.abandon(idle);
  }

  retry({ batchId, uploadId }: CallParsed<'ingest.retry'>): void {
    this.#assertWritable();
    const { board } = this.#parts;
    const uploads =
      uploadId === null
        ? board.uploads(batchId).filter(({ state, error }) => state === 'failed' && error?.retry === true)
        : [board.upload(batchId, uploadId)];
    for (const upload of uploads) {
      if (upload.path === null || (upload.state !== 'failed' && upload.state !== 'cancelled')) continue;
      void this.#again(upload);
    }
  }

  async keepDuplicate({ batchId, uploadId }: CallParsed<'ingest.keepDuplicate'>): Promise<void> {
    this.#assertWritable();
    const upload = this.#parts.board.upload(batchId, uploadId);
    if (upload.state !== 'duplicate') return;
    upload.keepDuplicate = true;
    upload.assetId = null;
    await this.#again(upload);
  }

  async #again(upload: Upload): Promise<void> {
    const { board } = this.#parts;
    if (upload.abort.signal.aborted) upload.abort = new AbortController();
    board.step(upload, 'queued');
    try {
      await this.#enter(upload);
    } catch (error) {
      log.error('queueing an upload again failed', error);
      const { code, retry } = uploadError(error);
      if (upload.state === 'queued') board.step(upload, 'failed', { code, details: {}, retry });
    }
  }

  /** Journals one upload and queues it, unless it was cancelled meanwhile. */
  async #enter(upload: Upload): Promise<void> {
    const { board, journal, remains } = this.#parts;
    await journal.recordAgain(board.title(upload.batchId), upload);
    if (upload.state === 'queued') this.enqueue(upload);
    else await remains.abandon([upload]);
  }

  /** Takes a finished batch off the board; what failed in it leaves nothing behind. */
  async dismiss({ batchId }: CallParsed<'ingest.dismiss'>): Promise<void> {
    const { board, remains } = this.#parts;
    const uploads = board.uploads(batchId);
    if (board.isScanning(batchId) || !uploads.every(({ state }) => isFinal(state))) return;
    board.remove(batchId);
    await remains.abandon(uploads.filter(({ state }) => state === 'failed'));
  }

  /** Stops what is running where it is, so that the store and the database can be closed. All of it stays journaled. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#queue.pause();
    this.#queue.clear();
    const ended = Promise.all([...this.#scans, this.#parts.pipeline.close()]);
    await Promise.race([ended, delay(closeLimitMs, undefined, { ref: false })]);
  }
}

function openBatch(
  board: UploadBoard,
  drop: {
    readonly batchId: Upload['batchId'];
    readonly title: string;
    readonly target: Pick<Target, 'brandId' | 'projectId'>;
    readonly createdAt: Date;
  },
): AbortSignal {
  const { batchId: id, title, createdAt } = drop;
  const { brandId, projectId } = drop.target;
  return board.openBatch({ id, createdAt, title, brandId, projectId });
}
