import { z } from 'zod';
import {
  watchChoiceSchema,
  watchedFileSchema,
  watchFolderIdSchema,
  watchFolderSchema,
  watchProblemSchema,
  watchRuleSchema,
} from '../domain/watch.ts';
import { call, event } from './define.ts';

const nothing = z.strictObject({});
const one = z.strictObject({ id: watchFolderIdSchema });
const folderReply = z.strictObject({ folder: watchFolderSchema });

export const watch = {
  folders: call({
    summary: 'The folders of this computer that the open library watches, oldest first.',
    input: nothing,
    output: z.strictObject({ folders: z.array(watchFolderSchema) }),
  }),
  choose: call({
    summary: 'Opens the folder dialog and looks at what was chosen; null when it was closed.',
    input: nothing,
    output: z.strictObject({ choice: watchChoiceSchema.nullable() }),
    errors: ['read_only'],
  }),
  add: call({
    summary: 'Watches a chosen folder. With `existing: skip` only files that come from now on are taken.',
    input: z.strictObject({ choiceId: z.guid(), rule: watchRuleSchema, existing: z.enum(['take', 'skip']) }),
    output: folderReply,
    errors: ['not_found', 'unsupported', 'read_only', 'offline'],
  }),
  update: call({
    summary: 'Another place or rule for what is taken from now on.',
    input: z.strictObject({ id: watchFolderIdSchema, rule: watchRuleSchema }),
    output: folderReply,
    errors: ['not_found', 'read_only', 'offline'],
  }),
  pause: call({
    summary: 'Takes nothing more from a folder until it is watched again; what is on its way goes on.',
    input: z.strictObject({ id: watchFolderIdSchema, paused: z.boolean() }),
    output: folderReply,
    errors: ['not_found', 'read_only', 'offline'],
  }),
  locate: call({
    summary:
      'Opens the folder dialog for a folder that is missing; `problem` where the chosen one can not be it.',
    input: one,
    output: z.strictObject({ folder: watchFolderSchema.nullable(), problem: watchProblemSchema.nullable() }),
    errors: ['not_found', 'read_only', 'offline'],
  }),
  look: call({
    summary: 'Looks through a folder at once, and tries again what failed.',
    input: one,
    output: nothing,
    errors: ['not_found'],
  }),
  files: call({
    summary: 'What became of the files of a folder, latest first.',
    input: z.strictObject({
      id: watchFolderIdSchema,
      show: z.enum(['all', 'failed']),
      limit: z.int().min(1).max(500),
    }),
    output: z.strictObject({ files: z.array(watchedFileSchema), total: z.int() }),
    errors: ['not_found'],
  }),
  show: call({
    summary: 'Opens the folder in the file manager of the system.',
    input: one,
    output: nothing,
    errors: ['not_found', 'file_missing'],
  }),
  remove: call({
    summary: 'Watches a folder no more. Its files and their assets stay.',
    input: one,
    output: nothing,
    errors: ['not_found', 'read_only', 'offline'],
  }),
  changed: event({
    summary: 'The folders as they are now; at most three times a second.',
    payload: z.strictObject({ folders: z.array(watchFolderSchema) }),
  }),
};
