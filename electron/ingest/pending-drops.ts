import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { type BatchId, batchIdSchema } from '../../shared/domain/ids.ts';
import {
  conflictPolicySchema,
  duplicatePolicySchema,
  uploadTargetSchema,
} from '../../shared/domain/upload.ts';
import { log } from '../log.ts';

/** A drop as it was made, before the database knows of it. */
const pendingDropSchema = z.strictObject({
  batchId: batchIdSchema,
  title: z.string(),
  paths: z.array(z.string()),
  target: uploadTargetSchema,
  keepDuplicates: z.boolean(),
  onDuplicate: duplicatePolicySchema.exclude(['keep']).default('skip'),
  onConflict: conflictPolicySchema.default('keep'),
  createdAt: z.coerce.date(),
});
export type PendingDrop = z.infer<typeof pendingDropSchema>;

const suffix = '.json';

/**
 * What the database can't take now: drops that were made while it was away, a small file each in a folder of this
 * computer. A drop is kept once `add` has resolved, also through a kill or a power cut.
 */
export class PendingDrops {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  #path(batchId: BatchId): string {
    return join(this.#folder, `${batchId}${suffix}`);
  }

  async add(drop: PendingDrop): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFileAtomic(this.#path(drop.batchId), JSON.stringify(drop));
  }

  /** The database knows of the drop now, or nothing is to become of it. */
  async remove(batchId: BatchId): Promise<void> {
    await rm(this.#path(batchId), { force: true });
  }

  /** Drops of an earlier run, oldest first. A file that can't be read is put aside for a person to look at. */
  async all(): Promise<PendingDrop[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const drops: PendingDrop[] = [];
    for (const name of names.filter((one) => one.endsWith(suffix))) {
      const path = join(this.#folder, name);
      try {
        drops.push(pendingDropSchema.parse(JSON.parse(await readFile(path, 'utf8'))));
      } catch (error) {
        log.error('a journaled drop can not be read', error);
        await rename(path, `${path}.damaged`).catch(() => undefined);
      }
    }
    return drops.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  }
}
