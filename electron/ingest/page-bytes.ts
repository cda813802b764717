import { randomUUID } from 'node:crypto';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { batchIdSchema } from '../../shared/domain/ids.ts';
import { untilBack } from '../connection/health/availability.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import { type IngestParts, openBatch } from './ingest-parts.ts';
import { dropTimes, newUpload } from './new-upload.ts';
import type { FoundFile } from './scan.ts';
import { cleanName, duplicateRules, type Upload, uploadError } from './upload.ts';

/** Bytes that only the window has: a picture of the clipboard, or one that was dragged from a browser. */
export class PageBytes {
  readonly #parts: IngestParts;
  /** Journals an upload whose bytes have arrived and queues it. */
  readonly #enter: (upload: Upload) => Promise<void>;
  readonly #fetching = new Set<Upload>();

  constructor(parts: IngestParts, enter: (upload: Upload) => Promise<void>) {
    this.#parts = parts;
    this.#enter = enter;
  }

  /** The renderer will PUT the bytes to the temp bucket; `finish` goes on from there. */
  async begin(input: CallParsed<'ingest.beginBytes'>): Promise<CallOutput<'ingest.beginBytes'>> {
    const { board, spool, resolveTarget, defaultDuplicates } = this.#parts;
    const target = await resolveTarget(input.target);
    const batchId = batchIdSchema.parse(randomUUID());
    const title = cleanName(input.files[0]?.name ?? '');
    openBatch(board, { batchId, title, target, createdAt: new Date() });
    const rules = duplicateRules(defaultDuplicates());
    const { projectId } = target;
    const nextTime = dropTimes(new Date());
    const uploads = input.files.map(({ name, size }) => {
      const found: FoundFile = { kind: 'file', path: '', name, folder: '', root: null, dropped: 0, size };
      const addedAt = nextTime();
      const upload = newUpload({ found, batchId, target, projectId, addedAt, spooled: true, ...rules });
      upload.path = null;
      board.add(upload);
      return { id: upload.id, url: spool.uploadUrl(upload.id) };
    });
    board.endScan(batchId);
    return { batchId, uploads };
  }

  async finish({
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
}
