import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, statfs } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { UploadId } from '../../shared/domain/ids.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';

/** A spooled file that is being written. */
export interface NewSpoolFile {
  readonly path: string;
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** All bytes are on the disk once it resolves. */
  finish(): Promise<void>;
  /** Nothing is to become of it. */
  remove(): Promise<void>;
}

/** Seconds that the renderer has to begin its PUT. */
const urlSeconds = 3600;

/**
 * Bytes that only the renderer had. They arrive in the temp bucket (which forgets by itself), and from there in
 * a file of our own, so that the rest of the protocol is the same as for any file.
 */
export class Spool {
  readonly #folder: string;
  readonly #store: ObjectStore;

  constructor(folder: string, store: ObjectStore) {
    this.#folder = resolve(folder);
    this.#store = store;
  }

  #ref(id: UploadId): ObjectRef {
    return { bucket: this.#store.buckets.temp, key: `incoming/${id}` };
  }

  uploadUrl(id: UploadId): string {
    return this.#store.presignPut(this.#ref(id), urlSeconds);
  }

  /**
   * Path of the spooled file; it is removed when the upload ends. `onBytes` hears how many are there. Leaves nothing where it
   * fails or `signal` aborts.
   */
  async fetch(
    id: UploadId,
    name: string,
    { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    const path = join(this.#folder, `${id}${extname(name).replace(/[^.A-Za-z0-9]/g, '')}`);
    try {
      const bytes = await this.#store.get(this.#ref(id));
      await pipeline(bytes, counting(onBytes), createWriteStream(path, { flush: true }), { signal });
      signal.throwIfAborted();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return path;
  }

  /** A new file of our own, under a name that is not changed. */
  async create(name: string): Promise<NewSpoolFile> {
    const folder = join(this.#folder, randomUUID());
    await mkdir(folder, { recursive: true });
    const path = join(folder, name);
    const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
    const handle = await open(path, 'wx').catch(async (error: unknown) => {
      await remove();
      throw error;
    });
    return {
      path,
      write: async (bytes, position) => writeWhole(handle, bytes, position),
      finish: async () => {
        await handle.sync();
        await handle.close();
      },
      remove: async () => {
        // Closed already where it was finished.
        await handle.close().catch(() => undefined);
        await remove();
      },
    };
  }

  /** Bytes free on the disk of the folder; null where it can't be known. */
  async freeBytes(): Promise<number | null> {
    await mkdir(this.#folder, { recursive: true });
    const disk = await statfs(this.#folder).catch(() => null);
    return disk === null || disk.blocks === 0 ? null : disk.bavail * disk.bsize;
  }

  /** Removes the bytes from the temp bucket, once the spooled file is journaled. They would expire by themselves. */
  async release(id: UploadId): Promise<void> {
    await this.#store.remove([this.#ref(id)]);
  }

  /** Whether a journaled path is one of ours. */
  owns(path: string): boolean {
    return path.startsWith(this.#folder + sep);
  }

  /** Removes spooled files that no journal entry names any more. */
  async sweep(known: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const kept = new Set([...known].map((path) => relative(this.#folder, path).split(sep)[0]));
    for (const name of names) {
      if (!kept.has(name)) await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }
}

function counting(onBytes: (bytes: number) => void): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.byteLength;
      onBytes(passed);
      done(null, chunk);
    },
  });
}

/** A disk that has little room left may take a part only. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}
