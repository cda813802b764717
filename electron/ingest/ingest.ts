import { setTimeout as delay } from 'node:timers/promises';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import type { UploadId } from '../../shared/domain/ids.ts';
import { untilBack } from '../connection/health/availability.ts';
import { AppError } from '../errors.ts';
import { Drops } from './drops.ts';
import type { OnScreen } from './fair-order.ts';
import type { Entry, IngestParts } from './ingest-parts.ts';
import { KeptBytes } from './kept-bytes.ts';
import { PageBytes } from './page-bytes.ts';
import type { PendingDrop } from './pending-drops.ts';
import { pictureOf } from './picture.ts';
import { beginReplacement, type Replacement } from './replacing.ts';
import type { ScanCursor } from './scan.ts';
import { Steering } from './steering.ts';
import { type Outcome, type TakeFile, type TakeOptions, Taking } from './take.ts';
import type { Drop } from './target.ts';
import type { Upload } from './upload.ts';
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
  readonly #keptBytes: KeptBytes;
  readonly #steering: Steering;
  readonly #taking: Taking;
  readonly #closing = new AbortController();

  constructor(parts: IngestParts) {
    this.#parts = parts;
    this.#queue = new UploadQueue({
      run: (upload) => parts.pipeline.run(upload),
      isHeld: (batchId) => parts.pauses.isPaused(batchId),
    });
    const enqueue = (upload: Upload): void => this.enqueue(upload);
    this.#drops = new Drops(parts, { closing: this.#closing.signal, enqueue });
    this.#steering = new Steering(parts, this.#queue);
    this.#pageBytes = new PageBytes(parts, (upload) => this.#steering.enter([upload]));
    this.#keptBytes = new KeptBytes(parts, this.#drops);
    this.#taking = new Taking({
      board: parts.board,
      closing: this.#closing.signal,
      settled: (ids) => untilBack(parts.availability, this.#closing.signal, () => parts.journal.settled(ids)),
      accept: (title, uploads, signal) => this.#drops.accept(title, uploads, signal, null),
      again: (upload) => this.#steering.again([upload]),
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

  /** Keeps bytes that only the window has until they are in the library. */
  async beginKept(input: CallParsed<'ingest.beginKept'>): Promise<CallOutput<'ingest.beginKept'>> {
    this.#assertWritable();
    return await this.#keptBytes.begin(input);
  }

  keepSlice(input: CallParsed<'ingest.keepSlice'>): Promise<CallOutput<'ingest.keepSlice'>> {
    return this.#keptBytes.slice(input);
  }

  finishKept(input: CallParsed<'ingest.finishKept'>): Promise<CallOutput<'ingest.finishKept'>> {
    return this.#keptBytes.finish(input);
  }

  bytesSent(input: CallParsed<'ingest.bytesSent'>): CallOutput<'ingest.bytesSent'> {
    return this.#pageBytes.sent(input);
  }

  finishBytes(input: CallParsed<'ingest.finishBytes'>): Promise<CallOutput<'ingest.finishBytes'>> {
    return this.#pageBytes.finish(input);
  }

  cancel(input: CallParsed<'ingest.cancel'>): Promise<void> {
    return this.#steering.cancel(input);
  }

  pause({ batchId }: CallParsed<'ingest.pause'>): Promise<void> {
    return this.#steering.pause(batchId);
  }

  resume({ batchId }: CallParsed<'ingest.resume'>): Promise<void> {
    return this.#steering.resume(batchId);
  }

  /** What the person looks at comes first. */
  onScreen(onScreen: OnScreen): void {
    this.#queue.show(onScreen);
  }

  isOnScreen(id: UploadId): boolean {
    return this.#queue.isOnScreen(id);
  }

  /** What a file on its way looks like; null where that can't be seen. */
  picture({ batchId, uploadId }: CallParsed<'ingest.picture'>): Promise<Uint8Array<ArrayBuffer> | null> {
    return pictureOf(this.#parts.media, this.#parts.board.upload(batchId, uploadId));
  }

  retry(input: CallParsed<'ingest.retry'>): void {
    this.#assertWritable();
    this.#steering.retry(input);
  }

  /** Settles duplicates; gives their number. */
  async decideDuplicates(input: CallParsed<'ingest.decideDuplicates'>): Promise<number> {
    this.#assertWritable();
    return await this.#steering.decideDuplicates(input);
  }

  /** Settles files whose name an asset of their place has; gives their number. */
  async decideConflicts(input: CallParsed<'ingest.decideConflicts'>): Promise<number> {
    this.#assertWritable();
    return await this.#steering.decideConflicts(input);
  }

  dismiss(input: CallParsed<'ingest.dismiss'>): Promise<void> {
    return this.#steering.dismiss(input);
  }

  /** Stops what is running where it is, so that the store and the database can be closed. All of it stays journaled. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#queue.close();
    this.#pageBytes.close();
    const ended = Promise.all([...this.#drops.scans, this.#parts.pipeline.close(), this.#keptBytes.close()]);
    await Promise.race([ended, delay(closeLimitMs, undefined, { ref: false })]);
  }
}
