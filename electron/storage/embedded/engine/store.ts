import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { errorCode, S3Error } from '../s3-error.ts';
import { BlobFiles } from './blob-files.ts';
import { type Bucket, Catalogue } from './catalogue.ts';
import { type Change, CommitQueue } from './commit-queue.ts';
import { syncDirectory } from './files.ts';
import { CommitUncertainError, Journal } from './journal.ts';
import { lockFolder } from './lock.ts';

const FORMAT = 1;
const formatFile = z.object({ format: z.int() });

/** A journal is folded into a snapshot when replaying it would cost about as much as reading the snapshot. */
const COMPACT_BYTES = 8 * 1024 ** 2;
const COMPACT_ON_CLOSE_BYTES = 512 * 1024;

/** The state of a store on disk and the one way to change it. What buckets and objects mean is built on top. */
export class Store {
  private readonly sweeping = new AbortController();
  private background: Promise<void> = Promise.resolve();
  private compaction: Promise<void> | null = null;
  private compactAt = COMPACT_BYTES;
  private readonly queue: CommitQueue;

  private constructor(
    readonly catalogue: Catalogue,
    readonly blobs: BlobFiles,
    private readonly journal: Journal,
    private readonly unlock: () => Promise<void>,
  ) {
    this.queue = new CommitQueue({
      syncBlobs: (ids) => blobs.sync(ids),
      append: (lines) => journal.append(lines),
      apply: (records) => blobs.remove(catalogue.apply(records)),
      afterBatch: () => this.compactIfDue(),
    });
  }

  /**
   * Opens the store in `dataDir`, making it when there is none.
   * @throws {FolderInUseError} when another process has it open
   */
  static async open(dataDir: string): Promise<Store> {
    await mkdir(dataDir, { recursive: true });
    const unlock = await lockFolder(dataDir);
    try {
      await checkFormat(join(dataDir, 'store.json'));
      const blobRoot = join(dataDir, 'blobs');
      const journalRoot = join(dataDir, 'journal');
      await mkdir(blobRoot, { recursive: true });
      await mkdir(journalRoot, { recursive: true });
      await syncDirectory(dataDir);
      const catalogue = new Catalogue();
      const { journal, damaged } = await Journal.open(journalRoot, (records) => {
        catalogue.apply(records);
      });
      const store = new Store(catalogue, new BlobFiles(blobRoot), journal, unlock);
      // With records lost, blobs that nothing names may be what is left of objects: they stay, to be rescued.
      if (!damaged) store.background = store.sweep();
      return store;
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** @throws {S3Error} NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.catalogue.buckets.get(name);
    if (bucket === undefined) throw new S3Error('NoSuchBucket');
    return bucket;
  }

  /**
   * Returns once the change is on disk and visible. When it is refused or fails, its new blobs are deleted, unless
   * the journal may name them after all.
   */
  async commit(change: Change): Promise<void> {
    try {
      await this.queue.commit(change);
    } catch (error) {
      if (error instanceof CommitUncertainError) {
        throw new S3Error('ServiceUnavailable', undefined, { cause: error });
      }
      this.blobs.remove(change.newBlobs);
      throw error;
    }
  }

  /** Waits for what is under way, folds the journal and lets go of the folder. No change may come after. */
  async close(): Promise<void> {
    this.sweeping.abort();
    await this.queue.idle();
    await this.compaction;
    await this.background;
    this.compactAt = COMPACT_ON_CLOSE_BYTES;
    await this.compactIfDue();
    await this.compaction;
    await this.blobs.settled();
    await this.journal.close();
    await this.unlock();
  }

  private async sweep(): Promise<void> {
    try {
      await this.blobs.sweep((id) => this.catalogue.references.has(id), this.sweeping.signal);
    } catch {
      // Space that could not be freed now is freed after the next start.
    }
  }

  /** Only the change of files waits here; the snapshot itself is written while changes go on. */
  private async compactIfDue(): Promise<void> {
    if (this.compaction !== null || this.journal.replayBytes < this.compactAt) return;
    try {
      const generation = await this.journal.rotate();
      const records = this.catalogue.snapshot();
      this.compaction = this.journal
        .writeSnapshot(generation, records)
        .then(
          () => {
            this.compactAt = COMPACT_BYTES;
          },
          () => this.postponeCompaction(),
        )
        .finally(() => {
          this.compaction = null;
        });
    } catch {
      this.postponeCompaction();
    }
  }

  /** The journals alone hold everything: a snapshot that could not be written (disk full) is only put off. */
  private postponeCompaction(): void {
    this.compactAt = this.journal.replayBytes + COMPACT_BYTES;
  }
}

async function checkFormat(path: string): Promise<void> {
  try {
    const { format } = formatFile.parse(JSON.parse(await readFile(path, 'utf8')));
    if (format > FORMAT)
      throw new Error(`The object store was written by a newer version (format ${format}).`);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await writeFileAtomic(path, `${JSON.stringify({ format: FORMAT })}\n`);
  }
}
