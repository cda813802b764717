import { setTimeout as delay } from 'node:timers/promises';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { untilBack } from '../connection/health/availability.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import { Drops } from './drops.ts';
import type { Entry, IngestParts } from './ingest-parts.ts';
import { PageBytes } from './page-bytes.ts';
import type { PendingDrop } from './pending-drops.ts';
import { beginReplacement, type Replacement } from './replacing.ts';
import type { ScanCursor } from './scan.ts';
import { type Outcome, type TakeFile, type TakeOptions, Taking } from './take.ts';
import type { Drop } from './target.ts';
import { isFinal, type Upload, uploadError } from './upload.ts';
import { UploadQueue } from './upload-queue.ts';

export type { Entry, IngestParts } from './ingest-parts.ts';

/** What takes longer to stop is left to the journal. */
const closeLimitMs = 3000;

/** Everything that comes into the library comes through here. */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #queue: UploadQueue;
  readonly #drops: Drops;
  readonly #pageBytes: PageBytes;
  readonly #taking: Taking;
  readonly #closing = new AbortController();

  constructor(parts: IngestParts) {
    this.#parts = parts;
    this.#queue = new UploadQueue((upload) => parts.pipeline.run(upload));
    const enqueue = (upload: Upload): void => this.enqueue(upload);
    this.#drops = new Drops(parts, { closing: this.#closing.signal, enqueue });
    this.#pageBytes = new PageBytes(parts, (upload) => this.#enter(upload));
    this.#taking = new Taking({
      board: parts.board,
      closing: this.#closing.signal,
      settled: (ids) => untilBack(parts.availability, this.#closing.signal, () => parts.journal.settled(ids)),
      accept: (title, uploads, signal) => this.#drops.accept(title, uploads, signal, null),
      again: (upload) => this.#again(upload),
    });
  }

  /** Answers at once; the files follow on the board. Assets of the same bytes in the brand are skipped or kept. */
  async addPaths(input: CallParsed<'ingest.addPaths'>): Promise<CallOutput<'ingest.addPaths'>> {
    this.#assertWritable();
    return await this.#drops.addPaths(input);
  }

  #assertWritable(): void {
    if (!this.#parts.canWrite) throw new AppError('read_only', 'The library can only be read', {}, false);
  }

  /** Begins a drop that is kept on this computer, as soon as the database can take it. */
  resumePending(made: PendingDrop): void {
    this.#drops.resumePending(made);
  }

  /** Walks a drop on that the last run did not get to the end of. */
  resumeScan(drop: Drop, cursor: ScanCursor | null): void {
    this.#drops.resumeScan(drop, cursor);
  }

  /** Takes files that are known one by one; the batch stands for the first one's place. */
  async addEntries(title: string, entries: readonly Entry[]): Promise<void> {
    this.#assertWritable();
    await this.#drops.addEntries(title, entries);
  }

  /** Takes files that a program hands in, each exactly once, and tells what became of each. */
  async take(files: readonly TakeFile[], options: TakeOptions): Promise<readonly Outcome[]> {
    this.#assertWritable();
    return await this.#taking.take(files, options);
  }

  /** Takes one file as the new version of an asset. Throws for a file that is none, and `offline`. */
  async replace(replacement: Replacement): Promise<CallOutput<'versions.replacePath'>> {
    this.#assertWritable();
    const { board, availability } = this.#parts;
    if (availability.isOffline) throw new AppError('offline', 'The servers do not answer', {}, true);
    const accept = (title: string, uploads: readonly Upload[], signal: AbortSignal): Promise<void> =>
      this.#drops.accept(title, uploads, AbortSignal.any([signal, this.#closing.signal]), null);
    return { batchId: await beginReplacement({ board, accept }, replacement) };
  }

  enqueue(upload: Upload): void {
    this.#queue.add(upload);
  }

  /** The renderer will PUT the bytes to the temp bucket; `finishBytes` goes on from there. */
  async beginBytes(input: CallParsed<'ingest.beginBytes'>): Promise<CallOutput<'ingest.beginBytes'>> {
    this.#assertWritable();
    return await this.#pageBytes.begin(input);
  }

  finishBytes(input: CallParsed<'ingest.finishBytes'>): Promise<CallOutput<'ingest.finishBytes'>> {
    return this.#pageBytes.finish(input);
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
      this.#queue.remove(upload);
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
    this.#queue.close();
    const ended = Promise.all([...this.#drops.scans, this.#parts.pipeline.close()]);
    await Promise.race([ended, delay(closeLimitMs, undefined, { ref: false })]);
  }
}
