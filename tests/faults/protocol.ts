import { z } from 'zod';
import type { ServerTarget } from '../../electron/connection/target.ts';
import type { StepName } from '../../electron/steps.ts';
import { assetIdSchema, batchIdSchema, brandIdSchema } from '../../shared/domain/ids.ts';
import { profileIdSchema } from '../../shared/domain/servers.ts';
import { conflictPolicySchema, duplicatePolicySchema } from '../../shared/domain/upload.ts';

const targetSchema = z.custom<ServerTarget>((value) => typeof value === 'object' && value !== null);
const stepSchema = z.custom<StepName>((value) => typeof value === 'string');

const placeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('servers'), target: targetSchema, desktopId: z.uuid(), folder: z.string() }),
  z.object({ kind: z.literal('embedded'), folder: z.string() }),
]);
export type LibraryPlace = z.infer<typeof placeSchema>;

/** Everything that a process with a library in it can be asked for. */
export const commandSchema = z.discriminatedUnion('do', [
  /** Reads what it will need, so that the next one that is needed has it already. */
  z.object({ do: z.literal('warm'), file: z.string() }),
  /** Ends itself at the n-th time of a step from now on: alone, or with all its helpers as when the power goes. */
  z.object({ do: z.literal('die'), step: stepSchema, occurrence: z.int(), scope: z.enum(['alone', 'all']) }),
  z.object({ do: z.literal('open'), place: placeSchema }),
  z.object({ do: z.literal('brand'), name: z.string() }),
  z.object({
    do: z.literal('drop'),
    paths: z.array(z.string()),
    brandId: brandIdSchema,
    tags: z.array(z.string()).default([]),
    duplicates: duplicatePolicySchema.optional(),
    conflicts: conflictPolicySchema.optional(),
  }),
  /** Makes every file that an asset is called like its new version. */
  z.object({ do: z.literal('decide') }),
  /** Cancels a whole drop; answers when what only waited is cleared away. */
  z.object({ do: z.literal('cancel'), batchId: batchIdSchema }),
  /** Puts what a drop added into the trash. */
  z.object({ do: z.literal('undo'), batchId: batchIdSchema }),
  z.object({ do: z.literal('purge'), ids: z.array(assetIdSchema) }),
  /** Begins the upload of a file as the new version of an asset. */
  z.object({ do: z.literal('replace'), assetId: assetIdSchema, path: z.string() }),
  z.object({ do: z.literal('restore'), assetId: assetIdSchema, number: z.int() }),
  z.object({ do: z.literal('removeVersions'), assetId: assetIdSchema, numbers: z.array(z.int()) }),
  /** Watches a folder; what it has is taken. With `clear` local copies go as soon as the library has them. */
  z.object({ do: z.literal('watch'), path: z.string(), brandId: brandIdSchema, clear: z.boolean() }),
  /** Opens the ways in for programs; gives where they are, as `handInSchema`. */
  z.object({ do: z.literal('intake'), folder: z.string() }),
  /** Looks through the library; answers when it has. */
  z.object({ do: z.literal('check') }),
  /** Puts right what a check found, and makes assets of the objects of nobody under these keys. */
  z.object({ do: z.literal('repair'), keys: z.array(z.string()), brandId: brandIdSchema }),
  /** Removes what was given up, as if its time were over. */
  z.object({ do: z.literal('clear'), target: targetSchema }),
  /** Answers when nothing is on its way; retries what failed, and hurries what waits for its time. */
  z.object({ do: z.literal('settle') }),
  /** What is not as it must be. Only of a library that nobody else can look into. */
  z.object({ do: z.literal('inspect') }),
  z.object({ do: z.literal('close') }),
  z.object({ do: z.literal('migrate'), databaseUrl: z.string() }),
  /** Moves a library from servers to servers, or goes on with it; answers when it has ended. */
  z.object({
    do: z.literal('move'),
    folder: z.string(),
    from: targetSchema,
    to: targetSchema,
    toId: profileIdSchema,
  }),
]);
/** As the test asks, and as the process reads it. */
export type Command = z.input<typeof commandSchema>;
export type Asked<Do extends Command['do']> = Extract<z.output<typeof commandSchema>, { do: Do }>;

/** Where programs hand files in. */
export const handInSchema = z.object({ url: z.string(), token: z.string(), spool: z.string() });

export const requestSchema = z.object({ id: z.int(), command: commandSchema });
export const replySchema = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), code: z.string(), message: z.string() }),
]);
