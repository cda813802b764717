import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { batchIdSchema, type KeptBytesId, keptBytesIdSchema } from '../../shared/domain/ids.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import type { Drops } from './drops.ts';
import { type IngestParts, openBatch } from './ingest-parts.ts';
import { arrivingUpload } from './new-upload.ts';
import { Silence } from './silence.ts';
import type { NewSpoolFile } from './spool.ts';
import { cleanName, duplicateRules, type Upload, uploadError } from './upload.ts';

/** Files that arrive at once. A window that was loaded anew never ends what it began. */
const mostAtOnce = 16;
/** Bytes that a name may have in the file systems that are in use. */
const nameBytes = 200;

interface Arriving {
  readonly upload: Upload;
  readonly file: NewSpoolFile;
  readonly target: CallParsed<'ingest.beginKept'>['target'];
  /** Bytes that were handed over; some of them may be on their way to the disk. */
  received: number;
  /** One slice after the other. */
  written: Promise<void>;
}

/**
 * Bytes of files that only the window has, handed over slice by slice into files of our own: for when the store does not
 * take them. Each is a drop on the board from its first byte on, and once it is whole it comes in like any dropped file, now
 * or when the servers are back; what a crash leaves of it before is swept away at the next start, for the window that
 * had the rest is gone too.
 */
export class KeptBytes {
  readonly #parts: Pick<IngestParts, 'board' | 'spool' | 'defaultDuplicates'>;
  readonly #drops: Pick<Drops, 'placeOf' | 'addArrived'>;
  readonly #arriving = new Map<KeptBytesId, Arriving>();
  readonly #silence = new Silence((id: KeptBytesId) => this.#lose(id));
  readonly #clearing = new Set<Promise<void>>();

  constructor(
    parts: Pick<IngestParts, 'board' | 'spool' | 'defaultDuplicates'>,
    drops: Pick<Drops, 'placeOf' | 'addArrived'>,
  ) {
    this.#parts = parts;
    this.#drops = drops;
  }

  /** Null for one that can't be kept, as the board tells: one that can't fit fails before any of it is handed over. */
  async begin(input: CallParsed<'ingest.beginKept'>): Promise<CallOutput<'ingest.beginKept'>> {
    const { spool } = this.#parts;
    const { size, target } = input;
    const upload = await this.#show(input);
    const { signal } = upload.abort;
    try {
      const free = await spool.freeBytes();
      if (free !== null && free < size) throw new AppError('disk_full', 'The disk is full', {}, true);
      const file = await spool.create(upload.name);
      const keptId = keptBytesIdSchema.parse(randomUUID());
      this.#arriving.set(keptId, { upload, file, target, received: 0, written: Promise.resolve() });
      signal.addEventListener('abort', () => this.#clear(keptId), { once: true });
      if (signal.aborted) this.#clear(keptId);
      else this.#silence.heard(keptId);
      const [oldest] = this.#arriving.keys();
      if (this.#arriving.size > mostAtOnce && oldest !== undefined) this.#lose(oldest);
      return { keptId };
    } catch (error) {
      this.#fail(upload, error);
      return { keptId: null };
    }
  }

  /** A drop of its own, with nothing of it here yet. */
  async #show({ name, size, target }: CallParsed<'ingest.beginKept'>): Promise<Upload> {
    const { board, defaultDuplicates } = this.#parts;
    const place = { ...(await this.#drops.placeOf(target)), tags: target.tags };
    const batchId = batchIdSchema.parse(randomUUID());
    const createdAt = new Date();
    const rules = duplicateRules(defaultDuplicates());
    const upload = arrivingUpload({
      name: fileNameOf(name),
      size,
      batchId,
      target: place,
      addedAt: createdAt,
      ...rules,
    });
    openBatch(board, { batchId, title: upload.name, target: place, createdAt });
    board.add(upload);
    board.endScan(batchId);
    // It is all that the drop has, and what would begin the drop later must know. A pause is no end.
    upload.abort.signal.addEventListener('abort', () => {
      if (!upload.held && board.has(batchId)) board.cancelBatch(batchId);
    });
    return upload;
  }

  /**
   * Takes the next slice; answers when it is written, so that the window never hands over more than fits. Not wanted any
   * more is what was cancelled or has failed, as the board tells.
   */
  async slice(input: CallParsed<'ingest.keepSlice'>): Promise<CallOutput<'ingest.keepSlice'>> {
    const { keptId, offset, bytes } = input;
    const arriving = this.#arriving.get(keptId);
    if (arriving === undefined) return { wanted: false };
    const { upload, file } = arriving;
    if (offset !== arriving.received || offset + bytes.byteLength > upload.size) {
      throw new AppError('invalid_input', 'Not the next slice', {}, false);
    }
    this.#silence.heard(keptId);
    arriving.received += bytes.byteLength;
    arriving.written = arriving.written.then(() => file.write(bytes, offset));
    try {
      await arriving.written;
    } catch (error) {
      this.#fail(upload, error);
      this.#clear(keptId);
    }
    const wanted = upload.state === 'receiving';
    if (wanted) this.#parts.board.sent(upload, offset + bytes.byteLength);
    return { wanted };
  }

  /** All bytes are there and come in, or the window gives them up. Null where nothing came of them. */
  async finish({ keptId, ok }: CallParsed<'ingest.finishKept'>): Promise<CallOutput<'ingest.finishKept'>> {
    const arriving = this.#arriving.get(keptId);
    if (arriving === undefined) return { batchId: null };
    const { upload, file, received, target, written } = arriving;
    if (!ok) {
      this.#lose(keptId);
      return { batchId: null };
    }
    if (received !== upload.size) throw new AppError('invalid_input', 'Bytes are missing', {}, false);
    this.#forget(keptId);
    try {
      await written;
      await file.finish();
      if (upload.state !== 'receiving') {
        await file.remove();
        return { batchId: null };
      }
      upload.path = file.path;
      this.#parts.board.step(upload, 'queued');
      const { brandId, projectId, batchId } = upload;
      const place = { ...target, brandId, projectId, foldersAsProjects: false };
      await this.#drops.addArrived(upload, file.path, place);
      return { batchId };
    } catch (error) {
      upload.path = null;
      this.#fail(upload, error);
      await file.remove();
      return { batchId: null };
    }
  }

  /** Gives up what has not arrived. */
  async close(): Promise<void> {
    for (const id of [...this.#arriving.keys()]) this.#clear(id);
    this.#silence.close();
    await Promise.all(this.#clearing);
  }

  /** The window does not have it any more. */
  #lose(id: KeptBytesId): void {
    const arriving = this.#arriving.get(id);
    if (arriving === undefined) return;
    this.#fail(arriving.upload, new AppError('upload_failed', 'The window gave the bytes up', {}, false));
    this.#clear(id);
  }

  /** The window has the bytes and not we, so only it could try again. */
  #fail(upload: Upload, error: unknown): void {
    const { code } = uploadError(error);
    if (code !== 'upload_failed' && code !== 'disk_full') log.error('keeping pasted bytes failed', error);
    if (upload.state !== 'receiving' && upload.state !== 'queued') return;
    this.#parts.board.step(upload, 'failed', { code, details: {}, retry: false });
  }

  #forget(id: KeptBytesId): void {
    this.#arriving.delete(id);
    this.#silence.forget(id);
  }

  #clear(id: KeptBytesId): void {
    const arriving = this.#arriving.get(id);
    if (arriving === undefined) return;
    this.#forget(id);
    const { written, file } = arriving;
    const cleared = written
      .catch(() => undefined)
      .then(() => file.remove())
      .catch((error: unknown) => log.warn('removing unfinished bytes', { message: String(error) }))
      .finally(() => this.#clearing.delete(cleared));
    this.#clearing.add(cleared);
  }
}

/** A name that every file system takes. */
function fileNameOf(name: string): string {
  const clean = cleanName(name).replace(/[<>:"|?*]/g, '_');
  const extension = extname(clean).slice(0, 16);
  const stem = [...clean.slice(0, clean.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > nameBytes) stem.pop();
  return stem.join('') + extension;
}
