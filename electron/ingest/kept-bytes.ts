import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { type KeptBytesId, keptBytesIdSchema } from '../../shared/domain/ids.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import type { NewSpoolFile, Spool } from './spool.ts';
import { cleanName, uploadError } from './upload.ts';

/** Files that arrive at once. A window that was loaded anew never ends what it began. */
const mostAtOnce = 16;
/** Bytes that a name may have in the file systems that are in use. */
const nameBytes = 200;

interface Arriving {
  readonly file: NewSpoolFile;
  readonly size: number;
  readonly target: CallParsed<'ingest.beginKept'>['target'];
  /** Bytes that were handed over; some of them may be on their way to the disk. */
  received: number;
  /** One slice after the other. */
  written: Promise<void>;
}

/**
 * Bytes of files that only the window has, handed over slice by slice into files of our own: for when the store does not
 * take them. Once they are whole they come in like any dropped file, now or when the servers are back; what a
 * crash leaves of them before is swept away at the next start, for the window that had the rest is gone too.
 */
export class KeptBytes {
  readonly #spool: Spool;
  readonly #addPaths: (input: CallParsed<'ingest.addPaths'>) => Promise<CallOutput<'ingest.addPaths'>>;
  readonly #arriving = new Map<KeptBytesId, Arriving>();

  constructor(
    spool: Spool,
    addPaths: (input: CallParsed<'ingest.addPaths'>) => Promise<CallOutput<'ingest.addPaths'>>,
  ) {
    this.#spool = spool;
    this.#addPaths = addPaths;
  }

  /** Throws `disk_full` when the file can't fit, before any of it is handed over. */
  async begin({
    name,
    size,
    target,
  }: CallParsed<'ingest.beginKept'>): Promise<CallOutput<'ingest.beginKept'>> {
    const free = await this.#spool.freeBytes();
    if (free !== null && free < size) throw new AppError('disk_full', 'The disk is full', {}, true);
    const file = await this.#spool.create(fileNameOf(name)).catch((error: unknown) => {
      throw kept(error);
    });
    const id = keptBytesIdSchema.parse(randomUUID());
    this.#arriving.set(id, { file, size, target, received: 0, written: Promise.resolve() });
    const [oldest] = this.#arriving.keys();
    if (this.#arriving.size > mostAtOnce && oldest !== undefined) await this.#giveUp(oldest);
    return { keptId: id };
  }

  /** Takes the next slice; answers when it is written, so that the window never hands over more than fits. */
  async slice({ keptId, offset, bytes }: CallParsed<'ingest.keepSlice'>): Promise<void> {
    const arriving = this.#find(keptId);
    if (offset !== arriving.received || offset + bytes.byteLength > arriving.size) {
      throw new AppError('invalid_input', 'Not the next slice', {}, false);
    }
    arriving.received += bytes.byteLength;
    arriving.written = arriving.written.then(() => arriving.file.write(bytes, offset));
    try {
      await arriving.written;
    } catch (error) {
      await this.#giveUp(keptId);
      throw kept(error);
    }
  }

  /** All bytes are there and come in, or the window gives them up. */
  async finish({ keptId, ok }: CallParsed<'ingest.finishKept'>): Promise<CallOutput<'ingest.finishKept'>> {
    const { file, size, received, target, written } = this.#find(keptId);
    if (!ok) {
      await this.#giveUp(keptId);
      return { batchId: null };
    }
    if (received !== size) throw new AppError('invalid_input', 'Bytes are missing', {}, false);
    this.#arriving.delete(keptId);
    try {
      await written;
      await file.finish();
      return await this.#addPaths({
        paths: [file.path],
        target: { ...target, foldersAsProjects: false },
        // The name is the app's or a page's, and says nothing.
        conflicts: 'keep',
      });
    } catch (error) {
      await file.remove();
      throw kept(error);
    }
  }

  /** Gives up what has not arrived. */
  async close(): Promise<void> {
    await Promise.all([...this.#arriving.keys()].map((id) => this.#giveUp(id)));
  }

  #find(id: KeptBytesId): Arriving {
    const arriving = this.#arriving.get(id);
    if (arriving === undefined) throw new AppError('not_found', 'Nothing is arriving under this id');
    return arriving;
  }

  async #giveUp(id: KeptBytesId): Promise<void> {
    const arriving = this.#arriving.get(id);
    this.#arriving.delete(id);
    await arriving?.written.catch(() => undefined);
    await arriving?.file
      .remove()
      .catch((error: unknown) => log.warn('removing unfinished bytes', { message: String(error) }));
  }
}

/** What a failure means to the person whose bytes could not be kept. */
function kept(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, retry } = uploadError(error);
  return new AppError(code, 'The bytes could not be kept', {}, retry, error);
}

/** A name that every file system takes. */
function fileNameOf(name: string): string {
  const clean = cleanName(name).replace(/[<>:"|?*]/g, '_');
  const extension = extname(clean).slice(0, 16);
  const stem = [...clean.slice(0, clean.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > nameBytes) stem.pop();
  return stem.join('') + extension;
}
