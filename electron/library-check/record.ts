import { z } from 'zod';
import { checkStatusSchema, findingKindSchema } from '../../shared/contract/check.ts';
import type { SparklioDb } from '../database/tables.ts';

const cursorSchema = z.object({ of: z.enum(['assets', 'versions']), id: z.guid(), version: z.int() });

const recordSchema = z.object({
  last: checkStatusSchema.shape.last,
  verified: checkStatusSchema.shape.verified,
  /** A reading of every byte that was broken off. */
  reading: z
    .object({
      cursor: cursorSchema.nullable(),
      assets: z.number(),
      bytes: z.number(),
      unsure: z.number(),
      total: z.number(),
    })
    .nullable(),
  unlisted: z.partialRecord(findingKindSchema, z.number()),
});
/** How the last checks of a library ended. A row of its own database, so that all desktops know. */
export type CheckRecord = z.infer<typeof recordSchema>;

const key = 'library_check';
export const noRecord: CheckRecord = { last: null, verified: null, reading: null, unlisted: {} };

export async function readRecord(db: SparklioDb): Promise<CheckRecord> {
  const row = await db.selectFrom('sparklio.state').select('value').where('key', '=', key).executeTakeFirst();
  const parsed = recordSchema.safeParse(row?.value);
  return parsed.success ? parsed.data : noRecord;
}

/** Only who has the lock of checks writes it. */
export async function writeRecord(db: SparklioDb, change: Partial<CheckRecord>): Promise<void> {
  const value = JSON.stringify({ ...(await readRecord(db)), ...change });
  await db
    .insertInto('sparklio.state')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
