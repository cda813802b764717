import type { CallParsed } from '../../shared/contract/index.ts';
import type { AssetId, BatchId } from '../../shared/domain/ids.ts';
import { log } from '../log.ts';
import type { IngestParts } from './ingest-parts.ts';
import { againAtOnce } from './journal.ts';
import type { RestOfDrop } from './rest-of-drop.ts';
import { isFinal, type Upload, uploadError } from './upload.ts';
import type { UploadQueue } from './upload-queue.ts';

/** What the person does to drops that are there: stop, hold, try again, decide, tidy away. */
export class Steering {
  readonly #parts: IngestParts;
  readonly #queue: UploadQueue;

  constructor(parts: IngestParts, queue: UploadQueue) {
    this.#parts = parts;
    this.#queue = queue;
  }

  /** Files stop at once and leave nothing; what is published stays. Answers when what only waited is cleared away. */
  async cancel({ batchId, uploadId }: CallParsed<'ingest.cancel'>): Promise<void> {
    const { board, remains } = this.#parts;
    if (uploadId === null) board.cancelBatch(batchId);
    const uploads = uploadId === null ? board.uploads(batchId) : [board.upload(batchId, uploadId)];
    const idle: Upload[] = [];
    for (const upload of uploads) {
      const { state } = upload;
      if (state === 'published' || state === 'duplicate' || state === 'cancelled' || state === 'conflict')
        continue;
      // Nothing can become of it anyway, and why stays to be read.
      if (uploadId === null && state === 'failed' && upload.ref === null && upload.error?.retry === false)
        continue;
      upload.held = false;
      upload.abort.abort();
      // What is running ends in the pipeline; what waits, is still arriving or has failed ends here.
      if (state !== 'receiving' && state !== 'queued' && state !== 'failed') continue;
      this.#queue.remove(upload);
      board.step(upload, 'cancelled');
      idle.push(upload);
    }
    await remains.abandon(idle);
    // What is still asked about is not wanted any more.
    if (uploadId !== null) return;
    await this.#skip(uploads.filter(isOpenConflict));
    await this.#endDuplicates(uploads.filter(isOpenDuplicate), 'skip');
  }

  /** What is on its way stops, and waits with what the store has of it. `null`: all drops, and those to come. */
  async pause(batchId: BatchId | null): Promise<void> {
    const { pauses } = this.#parts;
    const remembered = pauses.pause(batchId);
    this.#applyPauses();
    await remembered;
  }

  async resume(batchId: BatchId | null): Promise<void> {
    const { board, pauses } = this.#parts;
    const others = board.batches().flatMap(({ id }) => (id === batchId ? [] : [id]));
    const remembered = pauses.resume(batchId, others);
    this.#applyPauses();
    await remembered;
  }

  #applyPauses(): void {
    const { board, pauses } = this.#parts;
    board.showPauses(pauses.all);
    for (const upload of this.#queue.running) {
      if (!pauses.isPaused(upload.batchId) || upload.abort.signal.aborted) continue;
      upload.held = true;
      upload.abort.abort();
    }
    this.#queue.goOn();
  }

  retry({ batchId, uploadId }: CallParsed<'ingest.retry'>): void {
    const { board } = this.#parts;
    const uploads =
      uploadId === null
        ? board.uploads(batchId).filter(({ state, error }) => state === 'failed' && error?.retry === true)
        : [board.upload(batchId, uploadId)];
    const canGo = ({ path, state }: Upload) => path !== null && (state === 'failed' || state === 'cancelled');
    void this.again(uploads.filter(canGo));
  }

  /** Settles duplicates: all that are undecided, or one that may be decided anew. Gives their number. */
  async decideDuplicates(input: CallParsed<'ingest.decideDuplicates'>): Promise<number> {
    const { board, link } = this.#parts;
    const { batchId, uploadId, decision } = input;
    if (uploadId === null) await this.#decideRest(batchId, { duplicates: decision });
    const candidates = uploadId === null ? board.uploads(batchId) : [board.upload(batchId, uploadId)];
    const uploads = candidates.filter(
      ({ state, onDuplicate }) => state === 'duplicate' && (uploadId !== null || onDuplicate === 'ask'),
    );
    if (decision === 'keep') {
      for (const upload of uploads) {
        upload.keepDuplicate = true;
        // An asset of its own, whatever else is called so.
        upload.onConflict = 'keep';
        upload.assetId = null;
      }
      await this.again(uploads);
      return uploads.length;
    }
    if (decision === 'link') await link(uploads);
    await this.#endDuplicates(uploads, decision);
    return uploads.length;
  }

  /**
   * Settles files whose name an asset has: all that are undecided, or one that may be decided anew. Gives their number. Of
   * several about one asset the first becomes its new version, the others assets of their own; unless each is decided by itself.
   */
  async decideConflicts(input: CallParsed<'ingest.decideConflicts'>): Promise<number> {
    const { board, stillThere } = this.#parts;
    const { batchId, uploadId, decision } = input;
    if (uploadId === null) await this.#decideRest(batchId, { conflicts: decision });
    const uploads =
      uploadId === null
        ? board.uploads(batchId).filter(isOpenConflict)
        : [board.upload(batchId, uploadId)].filter(({ state }) => state === 'conflict');
    if (decision === 'skip') {
      await this.#skip(uploads);
      return uploads.length;
    }
    const offered = uploads.flatMap(({ assetId }) => assetId ?? []);
    const there = decision === 'version' ? await stillThere([...new Set(offered)]) : new Set();
    const taken = new Set<AssetId>();
    for (const upload of uploads) {
      const { assetId } = upload;
      const isNext = assetId !== null && there.has(assetId) && !taken.has(assetId);
      if (isNext) taken.add(assetId);
      upload.replaces = isNext ? assetId : null;
      // For one whose asset went to the trash meanwhile another may be meant: it is looked at anew.
      const isAnew = assetId !== null && !there.has(assetId);
      board.decide(upload, { onConflict: decision === 'version' && (isNext || isAnew) ? 'version' : 'keep' });
      upload.assetId = null;
    }
    await this.again(uploads);
    return uploads.length;
  }

  /** The same for what is still to come of a drop that is going on. */
  async #decideRest(batchId: BatchId, rest: RestOfDrop): Promise<void> {
    const { board, journal } = this.#parts;
    const isOver = board.uploads(batchId).every(({ state }) => isFinal(state));
    if (isOver && !board.isScanning(batchId)) return;
    await journal.decideRest(batchId, rest);
    board.decideRest(batchId, rest);
  }

  /** What was decided otherwise meanwhile stays so, with its bytes. */
  async #endDuplicates(uploads: readonly Upload[], onDuplicate: 'skip' | 'link'): Promise<void> {
    const { board, history, remains } = this.#parts;
    await history.decide(idsOf(uploads), { onDuplicate });
    for (const upload of uploads) {
      if (upload.state !== 'duplicate') continue;
      board.decide(upload, { onDuplicate });
      await remains.removeSpooled(upload);
    }
  }

  async #skip(uploads: readonly Upload[]): Promise<void> {
    const { board, history, remains } = this.#parts;
    await history.decide(idsOf(uploads), { onConflict: 'skip' });
    for (const upload of uploads) {
      if (upload.state !== 'conflict') continue;
      board.decide(upload, { onConflict: 'skip' });
      await remains.removeSpooled(upload);
    }
  }

  /** Takes a finished batch off the board; what failed in it leaves nothing behind. One that still asks stays. */
  async dismiss({ batchId }: CallParsed<'ingest.dismiss'>): Promise<void> {
    const { board, history, remains, pauses } = this.#parts;
    const uploads = board.uploads(batchId);
    if (board.isScanning(batchId) || !uploads.every(({ state }) => isFinal(state))) return;
    if (uploads.some(isOpenConflict)) return;
    board.remove(batchId);
    await pauses.forget(batchId);
    const undecided = uploads.filter(isOpenDuplicate);
    await history.decide(idsOf(undecided), { onDuplicate: 'skip' });
    for (const upload of undecided) await remains.removeSpooled(upload);
    await remains.abandon(uploads.filter(({ state }) => state === 'failed'));
  }

  /**
   * Another attempt at files of one batch that have ended without an asset. They are all taken before the first is journaled,
   * so that no second call takes them, too.
   */
  async again(uploads: readonly Upload[]): Promise<void> {
    const { board } = this.#parts;
    for (const upload of uploads) {
      if (upload.abort.signal.aborted) upload.abort = new AbortController();
      board.step(upload, 'queued');
    }
    for (let at = 0; at < uploads.length; at += againAtOnce) {
      const some = uploads.slice(at, at + againAtOnce);
      try {
        await this.enter(some);
      } catch (error) {
        log.error('queueing uploads again failed', error);
        const { code, retry } = uploadError(error);
        const stuck = some.filter(({ state }) => state === 'queued');
        for (const upload of stuck) board.step(upload, 'failed', { code, details: {}, retry });
      }
    }
  }

  /** Journals files of one batch and queues them, but for those that were cancelled meanwhile. */
  async enter(uploads: readonly Upload[]): Promise<void> {
    const { board, journal, remains } = this.#parts;
    const [first] = uploads;
    if (first === undefined) return;
    await journal.recordAgain(board.title(first.batchId), uploads);
    for (const upload of uploads) if (upload.state === 'queued') this.#queue.add(upload);
    const stopped = uploads.filter(({ state }) => state !== 'queued');
    if (stopped.length > 0) await remains.abandon(stopped);
  }
}

const idsOf = (uploads: readonly Upload[]) => uploads.map(({ id }) => id);

function isOpenConflict({ state, onConflict }: Upload): boolean {
  return state === 'conflict' && onConflict === 'ask';
}

function isOpenDuplicate({ state, onDuplicate }: Upload): boolean {
  return state === 'duplicate' && onDuplicate === 'ask';
}
