import { z } from 'zod';
import { conflictPolicySchema, duplicatePolicySchema } from '../domain/upload.ts';
import { call, event } from './define.ts';

export const languageSchema = z.enum(['ko', 'en']);
export type Language = z.infer<typeof languageSchema>;

/** Bytes a second that a limit leaves at least: below, servers take a body for one that hangs. */
export const lowestUploadLimit = 50_000;

export const settingsSchema = z.strictObject({
  /** `system` follows the operating system. */
  language: z.enum(['system', 'ko', 'en']),
  theme: z.enum(['system', 'light', 'dark']),
  /** What a drop does with files whose bytes the brand already has. */
  duplicates: duplicatePolicySchema,
  /** What a drop does with files that have the name of an asset of the same place, and other bytes. */
  conflicts: conflictPolicySchema,
  /** Bytes a second that all uploads together may use; null for no limit. */
  uploadLimit: z.int().min(lowestUploadLimit).nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;
/** Before a person chose anything. */
export const defaultSettings: Settings = {
  language: 'system',
  theme: 'system',
  duplicates: 'ask',
  conflicts: 'ask',
  uploadLimit: null,
};

export const appInfoSchema = z.strictObject({
  version: z.string(),
  platform: z.enum(['darwin', 'win32', 'linux']),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  /** True on the older trial runtime; installers never have it. */
  trialRuntime: z.boolean(),
  /** Language of the operating system as one that the app speaks. */
  systemLanguage: languageSchema,
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const app = {
  info: call({
    summary: 'Versions and platform.',
    input: z.strictObject({}),
    output: z.strictObject({ info: appInfoSchema, settings: settingsSchema }),
  }),
  updateSettings: call({
    summary: 'Changes some settings and keeps them.',
    input: settingsSchema.partial(),
    output: settingsSchema,
  }),
  interactive: call({
    summary: 'The window tells that it can be used (start-up measurement).',
    input: z.strictObject({}),
    output: z.strictObject({}),
  }),
  settingsChanged: event({ summary: 'Settings changed.', payload: settingsSchema }),
  command: event({
    summary: 'A menu item or accelerator was chosen.',
    payload: z.strictObject({
      command: z.enum([
        'upload-files',
        'upload-folder',
        'select-all',
        'search',
        'undo',
        'redo',
        'settings',
        'palette',
      ]),
    }),
  }),
};
