import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import { jsonBytes } from './api/body.ts';
import { descriptionPath, type Parcel, parcelIdSchema, parseParcel, plainExtension } from './parcel.ts';

/** What a program began to write and never handed in is removed after a day. */
const strayMs = 24 * 3600_000;
/** What a request may tell of a file, written so that each of its characters is escaped; anything larger is none. */
const descriptionBytes = 6 * jsonBytes;
const suffix = '.json';

/** A file that is being received: handed in by `commit`, or gone after `discard`. */
export interface Draft {
  readonly id: string;
  readonly bytes: number;
  /** Hands the file in; durable once it resolves. */
  commit(about: Omit<Parcel, 'version' | 'id' | 'file' | 'created_at'>): Promise<Parcel>;
  discard(): Promise<void>;
  readonly path: string;
}

/**
 * The folder in which files wait that programs hand in: the intake API's, and those that a ComfyUI node leaves while
 * the app does not run. What can't be taken lies in `set-aside`, with its description.
 */
export class SpoolFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  get asidePath(): string {
    return join(this.path, 'set-aside');
  }

  /** Only this account may look into it. */
  async make(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  /** Receives a file to its end. Rejects as the stream or the disk does, and leaves nothing then. */
  async receive(stream: Readable, name: string): Promise<Draft> {
    await this.make();
    const id = randomUUID();
    const file = `${id}${plainExtension(name)}`;
    const partial = join(this.path, `${file}.part`);
    let bytes = 0;
    try {
      await pipeline(
        stream,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            bytes += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(partial, { flush: true, mode: 0o600, flags: 'wx' }),
      );
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    step('intake.received', { parcel: id });
    return {
      id,
      bytes,
      path: partial,
      commit: async (about) => {
        const parcel: Parcel = { version: 1, id, file, created_at: new Date().toISOString(), ...about };
        await rename(partial, join(this.path, file));
        step('intake.fileNamed', { parcel: id });
        try {
          await this.#write(descriptionPath(this.path, id), parcel);
        } catch (error) {
          // Nobody would know what the file is.
          await rm(join(this.path, file), { force: true });
          throw error;
        }
        step('intake.handedIn', { parcel: id });
        return parcel;
      },
      discard: () => rm(partial, { force: true }),
    };
  }

  async #write(path: string, parcel: Parcel): Promise<void> {
    const partial = `${path}.part`;
    const handle = await open(partial, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify(parcel));
      await handle.sync();
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  }

  fileOf(parcel: Pick<Parcel, 'file'>): string {
    return join(this.path, parcel.file);
  }

  /** The ids of what waits, in no order. */
  async ids(): Promise<string[]> {
    return idsIn(await this.#names());
  }

  /**
   * What waits, oldest first. A description that can't be read is set aside.
   *
   * @param isKnown parcels that are left out: reading thousands of descriptions again and again takes its time
   */
  async list(isKnown: (id: string) => boolean = () => false): Promise<Parcel[]> {
    const names = await this.#names();
    const parcels: Parcel[] = [];
    for (const id of idsIn(names)) {
      if (isKnown(id)) continue;
      const parcel = await this.#read(id);
      if (parcel === 'damaged') await this.#setDamagedAside(id, names);
      else if (parcel !== null) parcels.push(parcel);
    }
    return parcels.sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
  }

  #names(): Promise<string[]> {
    return readdir(this.path).catch((): string[] => []);
  }

  async #read(id: string): Promise<Parcel | 'damaged' | null> {
    const path = descriptionPath(this.path, id);
    try {
      const { size } = await lstat(path);
      if (size > descriptionBytes) return 'damaged';
      return parseParcel(await readFile(path, 'utf8'), id) ?? 'damaged';
    } catch (error) {
      // Done with meanwhile, or not to be read at the moment.
      log.warn('a parcel can not be read', { message: String(error) });
      return null;
    }
  }

  async #setDamagedAside(id: string, names: readonly string[]): Promise<void> {
    log.warn('a parcel is damaged and set aside', { id });
    for (const name of names) if (name.startsWith(`${id}.`)) await this.#moveAside(name);
  }

  async #moveAside(name: string): Promise<void> {
    await mkdir(this.asidePath, { recursive: true, mode: 0o700 });
    await rename(join(this.path, name), join(this.asidePath, name)).catch((error: unknown) => {
      log.warn('a parcel can not be set aside', { message: String(error) });
    });
  }

  /** It is in the library. The description goes last: without it nobody would know what the file is. */
  async remove(parcel: Parcel): Promise<void> {
    await rm(this.fileOf(parcel), { force: true });
    step('intake.fileRemoved', { parcel: parcel.id });
    await rm(descriptionPath(this.path, parcel.id), { force: true });
  }

  /** It can't be taken as it is; a person may look at it. The file goes first, for the description hands it in. */
  async setAside(parcel: Parcel): Promise<void> {
    await this.#moveAside(parcel.file);
    await this.#moveAside(`${parcel.id}${suffix}`);
  }

  /** Hands in again what was set aside; the number of it. */
  async putBack(): Promise<number> {
    const names = await readdir(this.asidePath).catch((): string[] => []);
    const descriptions = names.filter((name) => name.endsWith(suffix));
    const files = names.filter((name) => !name.endsWith(suffix));
    for (const name of [...files, ...descriptions]) {
      await rename(join(this.asidePath, name), join(this.path, name));
    }
    return descriptions.length;
  }

  async countAside(): Promise<number> {
    const names = await readdir(this.asidePath).catch((): string[] => []);
    return names.filter((name) => name.endsWith(suffix)).length;
  }

  /** Removes what was begun more than a day ago and never handed in. */
  async sweep(now = Date.now()): Promise<void> {
    const names = await this.#names();
    const described = new Set(
      names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length)),
    );
    for (const name of names) {
      const id = /^\.?([A-Za-z0-9-]+)(\.[A-Za-z0-9]+)*$/.exec(name)?.[1];
      if (id === undefined || !parcelIdSchema.safeParse(id).success || described.has(id)) continue;
      const path = join(this.path, name);
      const found = await lstat(path).catch(() => null);
      if (found?.isFile() === true && now - found.mtimeMs > strayMs) await rm(path, { force: true });
    }
  }
}

function idsIn(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const id = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
    return parcelIdSchema.safeParse(id).success ? [id] : [];
  });
}
