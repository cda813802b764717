import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type BatchId, batchIdSchema } from '../../shared/domain/ids.ts';
import { log } from '../log.ts';
import { readJson, writeJson } from '../settings/json-file.ts';

const pausesSchema = z.strictObject({ all: z.boolean(), batches: z.array(batchIdSchema) });

/**
 * What the person holds, in a small file of this computer: it is remembered over a restart, and can be changed while
 * the database is away.
 */
export class Pauses {
  readonly #file: string;
  readonly #batches = new Set<BatchId>();
  #all = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  async read(): Promise<void> {
    const kept = await readJson(this.#file, pausesSchema);
    this.#all = kept?.all ?? false;
    for (const id of kept?.batches ?? []) this.#batches.add(id);
  }

  get all(): boolean {
    return this.#all;
  }

  isPaused(batchId: BatchId): boolean {
    return this.#all || this.#batches.has(batchId);
  }

  async pause(batchId: BatchId | null): Promise<void> {
    if (batchId === null) this.#all = true;
    else this.#batches.add(batchId);
    await this.#write();
  }

  /** A batch that goes on while all are held leaves the `others` held one by one. */
  async resume(batchId: BatchId | null, others: readonly BatchId[]): Promise<void> {
    if (batchId === null) this.#batches.clear();
    else if (this.#all) for (const id of others) this.#batches.add(id);
    if (batchId !== null) this.#batches.delete(batchId);
    this.#all = false;
    await this.#write();
  }

  /** Batches that are no more need no place. */
  async forget(batchId: BatchId): Promise<void> {
    if (this.#batches.delete(batchId)) await this.#write();
  }

  /** What can't be written holds for this session at least. */
  async #write(): Promise<void> {
    this.#writing = this.#writing
      .then(() => mkdir(dirname(this.#file), { recursive: true }))
      .then(() => writeJson(this.#file, { all: this.#all, batches: [...this.#batches] }))
      .catch((error: unknown) => log.error('remembering what is paused', error));
    await this.#writing;
  }
}
