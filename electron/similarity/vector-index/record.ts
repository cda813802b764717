import { z } from 'zod';
import type { SparklioDb } from '../../database/tables.ts';

const recallSchema = z.object({
  at10: z.number(),
  sample: z.number(),
  p95Ms: z.number(),
  measuredAt: z.iso.datetime(),
});

const recordSchema = z.object({
  /** Name of the index; what is noted of another one is out of date. */
  index: z.string().nullable(),
  builtAt: z.iso.datetime().nullable(),
  builtRows: z.number().nullable(),
  buildSeconds: z.number().nullable(),
  /** How hard searches look, as the measurement of recall found it best; null before one. */
  effort: z.number().nullable(),
  recall: recallSchema.nullable(),
  /** When a build failed, and the server's SQLSTATE; gone with the next one that succeeds. */
  failed: z.object({ at: z.iso.datetime(), code: z.string() }).nullable(),
});
export type IndexRecord = Readonly<z.infer<typeof recordSchema>>;

export const noRecord: IndexRecord = {
  index: null,
  builtAt: null,
  builtRows: null,
  buildSeconds: null,
  effort: null,
  recall: null,
  failed: null,
};

const keyOf = (model: string): string => `vector_index:${model}`;

/** What the database itself does not tell of an index. Desktops share it. */
export async function readRecord(db: SparklioDb, model: string): Promise<IndexRecord> {
  const row = await db
    .selectFrom('sparklio.state')
    .select('value')
    .where('key', '=', keyOf(model))
    .executeTakeFirst();
  const parsed = recordSchema.safeParse(row?.value);
  return parsed.success ? parsed.data : noRecord;
}

export async function writeRecord(db: SparklioDb, model: string, record: IndexRecord): Promise<void> {
  const value = JSON.stringify(record);
  await db
    .insertInto('sparklio.state')
    .values({ key: keyOf(model), value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** For the index of another program on the shared column. */
export const SHARED = '(shared)';
