import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
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
  readonly #addPaths: (input: CallParsed<'ingest.addPaths'>) => Promise<CallOutput<'ingest.addPaths'>>;
  readonly #fetching = new Set<Upload>();

  constructor(
    parts: IngestParts,
    next: {
      enter: (upload: Upload) => Promise<void>;
      addPaths: (input: CallParsed<'ingest.addPaths'>) => Promise<CallOutput<'ingest.addPaths'>>;
    },
  ) {
    this.#parts = parts;
    this.#enter = next.enter;
    this.#addPaths = next.addPaths;
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

  /** Keeps bytes on this computer, from where they come in like any dropped file, now or when the servers are back. */
  async keep({ name, bytes, target }: CallParsed<'ingest.addBytes'>): Promise<CallOutput<'ingest.addBytes'>> {
    const { spool } = this.#parts;
    const path = await spool.keep(fileNameOf(name), bytes).catch((error: unknown) => {
      const { code, retry } = uploadError(error);
      throw new AppError(code, 'The bytes could not be kept', {}, retry, error);
    });
    return await this.#addPaths({ paths: [path], target: { ...target, foldersAsProjects: false } });
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

/** Bytes that a name may have in the file systems that are in use. */
const nameBytes = 200;

/** A name that every file system takes. */
function fileNameOf(name: string): string {
  const clean = cleanName(name).replace(/[<>:"|?*]/g, '_');
  const extension = extname(clean).slice(0, 16);
  const stem = [...clean.slice(0, clean.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > nameBytes) stem.pop();
  return stem.join('') + extension;
}
