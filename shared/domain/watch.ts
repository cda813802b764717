import { z } from 'zod';
import { errorCodeSchema } from '../contract/errors.ts';
import { tagSchema } from './asset.ts';
import { assetIdSchema, brandIdSchema, projectIdSchema } from './ids.ts';
import { conflictPolicySchema } from './upload.ts';
import { plainText } from './visible-text.ts';

/** A folder of one desktop whose new files go into the library. */
export const watchFolderIdSchema = z.guid().brand<'WatchFolderId'>();
export type WatchFolderId = z.infer<typeof watchFolderIdSchema>;

/** A plain folder name: no path, nothing that some system refuses. */
const folderNameSchema = z
  .string()
  .overwrite(plainText)
  .min(1)
  .max(100)
  .refine((name) => !/[\\/:*?"<>|\p{Cc}]/u.test(name) && !/^\.+$|[. ]$|^[.~]/.test(name));

/** What happens to a local file once it is verified in the library. */
export const afterwardsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keep') }),
  /** Into a folder of this name inside the watched one, which is not watched. */
  z.strictObject({ kind: z.literal('move'), subfolder: folderNameSchema }),
  /** To the system's trash so many days later, when it is verified once more. */
  z.strictObject({ kind: z.literal('remove'), days: z.int().min(0).max(365) }),
]);
export type Afterwards = z.infer<typeof afterwardsSchema>;

/** The rule of the house: local copies go three days after they arrived. */
export const houseRule: Afterwards = { kind: 'remove', days: 3 };

export const watchRuleSchema = z.strictObject({
  brandId: brandIdSchema,
  projectId: projectIdSchema.nullable(),
  /** The first folder below the watched one names the project; made where there is none. */
  foldersAsProjects: z.boolean(),
  tags: z.array(tagSchema).max(50),
  afterwards: afterwardsSchema,
  /** What becomes of files that have the name of an asset of their place; `keep`, beside it, where it is left out. */
  conflicts: conflictPolicySchema.exclude(['ask']).optional(),
});
export type WatchRule = z.infer<typeof watchRuleSchema>;

/** Why a folder can't be watched. `name` is the folder that stands in the way. */
export const watchProblemSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['watched', 'inside_watched', 'contains_watched']),
    name: z.string(),
  }),
  /** Another computer that shares the library watches it. */
  z.strictObject({ kind: z.literal('watched_elsewhere') }),
  /** The app's own data is inside, or it is inside of that. */
  z.strictObject({ kind: z.literal('app_data') }),
  z.strictObject({ kind: z.enum(['not_a_folder', 'unreadable']) }),
]);
export type WatchProblem = z.infer<typeof watchProblemSchema>;

const watchStateSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('starting') }),
  z.strictObject({ state: z.literal('paused') }),
  /** Looking through the folder; files seen so far. */
  z.strictObject({ state: z.literal('scanning'), found: z.int() }),
  z.strictObject({ state: z.literal('watching') }),
  z.strictObject({ state: z.literal('uploading'), files: z.int() }),
  /** The servers are away; it goes on by itself. */
  z.strictObject({ state: z.literal('waiting') }),
  /** `gone`: renamed out of reach, removed, or its drive is away. `replaced`: another folder is in its place. */
  z.strictObject({ state: z.literal('missing'), reason: z.enum(['gone', 'replaced']) }),
  /** `not_found`: its brand is gone. */
  z.strictObject({ state: z.literal('error'), code: errorCodeSchema }),
]);
export type WatchState = z.infer<typeof watchStateSchema>;

export const watchFolderSchema = z.strictObject({
  id: watchFolderIdSchema,
  path: z.string(),
  /** Of the folder itself, composed Unicode. */
  name: z.string(),
  rule: watchRuleSchema,
  state: watchStateSchema,
  /** Files that are still being written, or were a moment ago. */
  settling: z.int(),
  counts: z.strictObject({
    /** Became assets. */
    taken: z.int(),
    /** The brand had their bytes already. */
    duplicates: z.int(),
    failed: z.int(),
    /** Local copies that were removed or moved by the rule. */
    cleared: z.int(),
    /** Local copies that are past their time and stay, since the library does not hold them as they are. */
    heldBack: z.int(),
  }),
  lastTakenAt: z.string().nullable(),
  /** Nobody tells of changes there, as on network drives: it is looked through now and then. */
  polling: z.boolean(),
});
export type WatchFolder = z.infer<typeof watchFolderSchema>;

/** A folder that a person chose, before it is watched. */
export const watchChoiceSchema = z.strictObject({
  /** Names the choice in `watch.add`; the window never names a folder by path. */
  id: z.guid(),
  path: z.string(),
  name: z.string(),
  problem: watchProblemSchema.nullable(),
  /** What is in it already; `more` where counting was given up. */
  files: z.int(),
  bytes: z.number(),
  more: z.boolean(),
  /** This library watched it before, also on an installation that is gone: what was taken then is known. */
  known: z.boolean(),
});
export type WatchChoice = z.infer<typeof watchChoiceSchema>;

/** What became of a file of a watched folder. */
export const watchedFileSchema = z.strictObject({
  /** Below the folder, with `/`. */
  path: z.string(),
  size: z.number(),
  state: z.enum(['uploading', 'taken', 'duplicate', 'failed', 'cancelled']),
  /** Whether the local copy is there as it was taken. */
  local: z.enum(['there', 'cleared', 'gone']),
  assetId: assetIdSchema.nullable(),
  code: errorCodeSchema.nullable(),
  at: z.string(),
});
export type WatchedFile = z.infer<typeof watchedFileSchema>;
