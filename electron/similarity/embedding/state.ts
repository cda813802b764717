import { z } from 'zod';
import { embeddingChoiceSchema } from '../../../shared/domain/servers.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { log } from '../../log.ts';

const modelSchema = z.object({
  /** How this model can be reached. */
  choice: embeddingChoiceSchema,
  dimensions: z.int().positive(),
  text: z.boolean(),
  /** Base64 of what the model makes of the probe picture; null for models that their name says enough about. */
  fingerprint: z.string().nullable(),
});
export type KnownModel = z.infer<typeof modelSchema>;

const stateSchema = z.object({
  /** What the library is to use; null until somebody or a profile says so: then the built-in embedder. */
  choice: embeddingChoiceSchema.nullable(),
  /** The model that vectors are made with; null until it has answered for the first time. */
  target: z.string().nullable(),
  /** The model whose vectors are searched; null while there are none. */
  searching: z.string().nullable(),
  /** Models that had all their vectors once, so that little is missing of them. */
  searched: z.array(z.string()),
  /** By the name that vectors are stored under. */
  models: z.record(z.string(), modelSchema),
  /** Since when a model's vectors serve for nothing; they are removed after a while. */
  retired: z.record(z.string(), z.iso.datetime()),
});
/** How a library gets its vectors. One row of its database, so that all desktops agree. */
export type EmbeddingState = Readonly<z.infer<typeof stateSchema>>;

const key = 'embedding';
export const noState: EmbeddingState = {
  choice: null,
  target: null,
  searching: null,
  searched: [],
  models: {},
  retired: {},
};

function parse(value: unknown): EmbeddingState {
  const parsed = stateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  log.warn('what the library says about its vectors is not understood');
  return noState;
}

/** Null when nothing was noted yet. */
export async function readState(db: SparklioDb): Promise<EmbeddingState | null> {
  const row = await db.selectFrom('sparklio.state').select('value').where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : parse(row.value);
}

/** Changes the state as the newest one wants it; two desktops never overwrite each other. Gives what is noted then. */
export async function changeState(
  db: SparklioDb,
  change: (state: EmbeddingState) => EmbeddingState,
  initial: EmbeddingState = noState,
): Promise<EmbeddingState> {
  return await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('sparklio.state')
      .values({ key, value: JSON.stringify(initial) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
    const { value } = await transaction
      .selectFrom('sparklio.state')
      .select('value')
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = parse(value);
    const after = change(before);
    if (after !== before) {
      await transaction
        .updateTable('sparklio.state')
        .set({ value: JSON.stringify(after) })
        .where('key', '=', key)
        .execute();
    }
    return after;
  });
}
