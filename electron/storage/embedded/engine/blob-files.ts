import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../s3-error.ts';
import { BlobWriter } from './blob-writer.ts';
import { ignoreMissing, syncDirectory } from './files.ts';
import type { BlobSegment } from './records.ts';

/** Consecutive blobs share a directory up to this many, so that blobs written together share its sync. */
const BLOBS_PER_VISIT = 256;
const DIRECTORY = /^[0-9a-f]{2}$/;
const REST = /^[0-9a-f]{22}$/;

/**
 * Immutable files with random names under `root/xx/`. A blob exists for the store only while a record names it:
 * files that none names are left over from an interrupted write and are swept after a start.
 */
export class BlobFiles {
  /** Part of every name given in this run: what bears it was never left over from an earlier one. */
  private readonly run = randomBytes(3).toString('hex');
  private directory: Promise<string> = Promise.resolve('');
  private visits = 0;
  private readonly pins = new Map<string, number>();
  private readonly doomed = new Set<string>();
  private readonly removals = new Set<Promise<void>>();

  constructor(private readonly root: string) {}

  async create(): Promise<BlobWriter> {
    const directory = await this.nextDirectory();
    const id = `${directory}${this.run}${randomBytes(8).toString('hex')}`;
    const path = this.pathOf(id);
    return new BlobWriter(id, path, await open(path, 'wx'));
  }

  open(id: string): Promise<FileHandle> {
    return open(this.pathOf(id), 'r');
  }

  /**
   * Whether these stretches are on disk: a file that somebody removed or cut short behind the store's back is not. Pin the blobs
   * meanwhile. Throws when the disk can't tell.
   */
  async hold(segments: readonly BlobSegment[]): Promise<boolean> {
    const ends = new Map<string, number>();
    for (const [id, offset, length] of segments) ends.set(id, Math.max(ends.get(id) ?? 0, offset + length));
    const held = await Promise.all(
      [...ends].map(async ([id, end]) => {
        try {
          return (await stat(this.pathOf(id))).size >= end;
        } catch (error) {
          if (errorCode(error) === 'ENOENT') return false;
          throw error;
        }
      }),
    );
    return held.every(Boolean);
  }

  /** Makes the names of these blobs durable. */
  async sync(ids: readonly string[]): Promise<void> {
    const directories = new Set(ids.map((id) => id.slice(0, 2)));
    await Promise.all([...directories].map((directory) => syncDirectory(join(this.root, directory))));
  }

  /** Keeps blobs on disk while they are being read, whatever is deleted meanwhile. Call the result once. */
  pin(ids: readonly string[]): () => void {
    for (const id of ids) this.pins.set(id, (this.pins.get(id) ?? 0) + 1);
    return () => {
      for (const id of ids) {
        const count = this.pins.get(id) ?? 0;
        if (count > 1) this.pins.set(id, count - 1);
        else {
          this.pins.delete(id);
          if (this.doomed.delete(id)) this.remove([id]);
        }
      }
    };
  }

  /** Deletes in the background, each as soon as nobody reads it. One that cannot be deleted is swept later. */
  remove(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.pins.has(id)) this.doomed.add(id);
      else {
        const removal = ignoreMissing(rm(this.pathOf(id)))
          .catch(() => {})
          .finally(() => this.removals.delete(removal));
        this.removals.add(removal);
      }
    }
  }

  /** Resolves when the deletions under way are done. */
  async settled(): Promise<void> {
    await Promise.all(this.removals);
  }

  /** Deletes blobs of earlier runs that nothing names. Returns how many. */
  async sweep(isNamed: (id: string) => boolean, signal: AbortSignal): Promise<number> {
    let swept = 0;
    for (const directory of await readdir(this.root)) {
      if (!DIRECTORY.test(directory)) continue;
      for (const rest of await readdir(join(this.root, directory))) {
        if (signal.aborted) return swept;
        const id = directory + rest;
        if (!REST.test(rest) || rest.startsWith(this.run) || isNamed(id) || this.pins.has(id)) continue;
        await ignoreMissing(rm(this.pathOf(id)));
        swept++;
      }
    }
    return swept;
  }

  private pathOf(id: string): string {
    return join(this.root, id.slice(0, 2), id.slice(2));
  }

  private nextDirectory(): Promise<string> {
    if (this.visits++ % BLOBS_PER_VISIT === 0) {
      this.directory = this.makeDirectory();
      this.directory.catch(() => {
        this.visits = 0;
      });
    }
    return this.directory;
  }

  private async makeDirectory(): Promise<string> {
    const name = randomBytes(1).toString('hex');
    try {
      await mkdir(join(this.root, name));
      await syncDirectory(this.root);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    return name;
  }
}
