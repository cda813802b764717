import { randomUUID } from 'node:crypto';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { type BatchId, batchIdSchema } from '../../shared/domain/ids.ts';
import { untilBack } from '../connection/health/availability.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import { type IngestParts, openBatch } from './ingest-parts.ts';
import { arrivingUpload, dropTimes } from './new-upload.ts';
import { Silence } from './silence.ts';
import { cleanName, duplicateRules, type Upload, uploadError } from './upload.ts';

/** Bytes that only the window has: a picture of the clipboard, or one that was dragged from a browser. */
export class PageBytes {
  readonly #parts: IngestParts;
  /** Journals an upload whose bytes have arrived and queues it. */
  readonly #enter: (upload: Upload) => Promise<void>;
  readonly #fetching = new Set<Upload>();
  readonly #silence = new Silence((batchId: BatchId) => this.#lose(batchId));

  constructor(parts: IngestParts, enter: (upload: Upload) => Promise<void>) {
    this.#parts = parts;
    this.#enter = enter;
  }

  /** The renderer will PUT the bytes to the temp bucket; `finish` goes on from there. Rejects with `offline`. */
  async begin(input: CallParsed<'ingest.beginBytes'>): Promise<CallOutput<'ingest.beginBytes'>> {
    const { board, spool, resolveTarget, defaultDuplicates, availability } = this.#parts;
    if (availability.isOffline) throw new AppError('offline', 'The servers do not answer', {}, true);
    const target = await resolveTarget(input.target);
    const batchId = batchIdSchema.parse(randomUUID());
    const title = cleanName(input.files[0]?.name ?? '');
    openBatch(board, { batchId, title, target, createdAt: new Date() });
    const rules = duplicateRules(defaultDuplicates());
    const nextTime = dropTimes(new Date());
    const uploads = input.files.map(({ name, size }) => {
      const upload = arrivingUpload({ name, size, batchId, target, addedAt: nextTime(), ...rules });
      board.add(upload);
      return { id: upload.id, url: spool.uploadUrl(upload.id) };
    });
    board.endScan(batchId);
    this.#silence.heard(batchId);
    return { batchId, uploads };
  }

  /** How much of one the window has sent to the temp bucket. Not wanted any more is what was cancelled. */
  sent({ uploadId, bytes }: CallParsed<'ingest.bytesSent'>): CallOutput<'ingest.bytesSent'> {
    const { board } = this.#parts;
    const upload = board.find(uploadId);
    if (upload === null || upload.state !== 'receiving') return { wanted: false };
    this.#silence.heard(upload.batchId);
    // Half of its way: from there it still comes to this computer.
    board.sent(upload, Math.floor(Math.min(bytes, upload.size) / 2));
    return { wanted: true };
  }

  async finish({
    uploadId,
    ok,
  }: CallParsed<'ingest.finishBytes'>): Promise<CallOutput<'ingest.finishBytes'>> {
    const { board, spool, availability } = this.#parts;
    const upload = board.find(uploadId);
    if (upload === null || this.#fetching.has(upload)) return {};
    if (upload.state === 'cancelled') await this.#release(upload);
    if (upload.state !== 'receiving') return {};
    this.#fetching.add(upload);
    try {
      if (!ok) throw new AppError('upload_failed', 'The window could not send the bytes', {}, false);
      const { signal } = upload.abort;
      const { id, name, size } = upload;
      const half = Math.floor(size / 2);
      const onBytes = (bytes: number): void => {
        if (upload.state === 'receiving') board.sent(upload, Math.min(size, half + Math.ceil(bytes / 2)));
      };
      upload.path = await untilBack(availability, signal, () => spool.fetch(id, name, { signal, onBytes }));
      board.step(upload, 'queued');
      await untilBack(availability, signal, () => this.#enter(upload));
      await this.#release(upload);
    } catch (error) {
      await this.#fail(upload, error);
    } finally {
      this.#fetching.delete(upload);
      if (!this.#isArriving(upload.batchId)) this.#silence.forget(upload.batchId);
    }
    return {};
  }

  close(): void {
    this.#silence.close();
  }

  #isArriving(batchId: BatchId): boolean {
    const { board } = this.#parts;
    return board.has(batchId) && board.uploads(batchId).some(({ state }) => state === 'receiving');
  }

  /** The window that had the bytes was loaded anew. */
  #lose(batchId: BatchId): void {
    const { board } = this.#parts;
    if (!this.#isArriving(batchId)) return;
    const uploads = board.uploads(batchId);
    // It waits for the answer to one whose bytes still come here from the store.
    if (uploads.some((upload) => this.#fetching.has(upload))) {
      this.#silence.heard(batchId);
      return;
    }
    for (const upload of uploads.filter(({ state }) => state === 'receiving')) {
      board.step(upload, 'failed', { code: 'upload_failed', details: {}, retry: false });
    }
  }

  async #fail(upload: Upload, error: unknown): Promise<void> {
    if (upload.state === 'cancelled') return await this.#release(upload);
    const { code, retry } = uploadError(error);
    if (code !== 'upload_failed') log.error('taking in pasted bytes failed', error);
    const told = code === 'disk_full' ? code : 'upload_failed';
    if (upload.state !== 'receiving' && upload.state !== 'queued') return;
    // What is a file already can be tried again.
    const again = retry && upload.path !== null;
    this.#parts.board.step(upload, 'failed', { code: told, details: {}, retry: again });
  }

  /** The temp bucket forgets by itself what can not be removed now. */
  async #release(upload: Upload): Promise<void> {
    await this.#parts.spool
      .release(upload.id)
      .catch((error: unknown) => log.error('clearing the temp bucket', error));
  }
}
