import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { UploadId } from '../../shared/domain/ids.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';

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

  /** Path of the spooled file; it is removed when the upload ends. */
  async fetch(id: UploadId, name: string): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    const path = join(this.#folder, `${id}${extname(name).replace(/[^.A-Za-z0-9]/g, '')}`);
    try {
      await pipeline(await this.#store.get(this.#ref(id)), createWriteStream(path, { flush: true }));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return path;
  }

  /** Keeps bytes in a file of our own, under a name that is not changed. */
  async keep(name: string, bytes: Uint8Array): Promise<string> {
    const folder = join(this.#folder, randomUUID());
    await mkdir(folder, { recursive: true });
    const path = join(folder, name);
    try {
      await writeFile(path, bytes, { flag: 'wx', flush: true });
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return path;
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
