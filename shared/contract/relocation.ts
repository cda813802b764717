import { z } from 'zod';
import { profileIdSchema } from '../domain/servers.ts';
import { call, event } from './define.ts';
import { errorCodeSchema } from './errors.ts';

const nothing = z.strictObject({});
/** A library: the one on this computer, or a profile's. */
export const libraryPlaceSchema = z.union([z.literal('local'), profileIdSchema]);
export type LibraryPlace = z.infer<typeof libraryPlaceSchema>;
const place = libraryPlaceSchema;

/** What opening both ends can give. */
const opening = [
  'not_found',
  'server_part_failed',
  'not_adopted',
  'permission_denied',
  'secret_missing',
  'library_newer',
  'library_locked',
  'offline',
] as const;

export const relocationSchema = z.strictObject({
  id: z.uuid(),
  from: place,
  to: place,
  fromName: z.string(),
  toName: z.string(),
  state: z.enum(['copying', 'verifying', 'paused', 'failed', 'done', 'cancelled']),
  assets: z.number(),
  assetsDone: z.number(),
  /** Already at the destination when the move came to them. */
  assetsPresent: z.number(),
  bytes: z.number(),
  bytesDone: z.number(),
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** Objects whose checksum was compared at the destination. */
  verified: z.number(),
  problems: z.array(z.strictObject({ assetId: z.uuid(), name: z.string(), code: errorCodeSchema })),
  problemCount: z.number(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Set while `failed` or `paused` by an outage. */
  reason: errorCodeSchema.nullable(),
});
export type Relocation = z.infer<typeof relocationSchema>;

export const relocation = {
  preview: call({
    summary: 'What a move would copy, and whether there is room.',
    input: z.strictObject({ from: place, to: place }),
    output: z.strictObject({
      assets: z.number(),
      bytes: z.number(),
      trashed: z.number(),
      brands: z.number(),
      present: z.number(),
      freeBytes: z.number().nullable(),
    }),
    errors: [...opening],
  }),
  start: call({
    summary:
      'Copies a library to another place; the source is not touched. Resumes what was begun between the two.',
    input: z.strictObject({ from: place, to: place }),
    output: relocationSchema,
    errors: [...opening, 'busy', 'disk_full'],
  }),
  current: call({
    summary: 'The move that runs or ended last.',
    input: nothing,
    output: z.strictObject({ relocation: relocationSchema.nullable() }),
  }),
  pause: call({
    summary: 'Stops between two parts.',
    input: nothing,
    output: relocationSchema,
    errors: ['not_found'],
  }),
  resume: call({
    summary: 'Goes on.',
    input: nothing,
    output: relocationSchema,
    errors: ['not_found', 'server_part_failed'],
  }),
  cancel: call({
    summary: 'Gives the move up; what was copied and belongs to no asset there is removed again.',
    input: nothing,
    output: relocationSchema,
    errors: ['not_found', 'offline'],
  }),
  saveReport: call({
    summary: 'Asks for a place and writes the report of the last move as CSV.',
    input: nothing,
    output: z.strictObject({ saved: z.boolean() }),
    errors: ['not_found', 'permission_denied', 'disk_full'],
  }),
  removeSource: call({
    summary:
      'After a move that is done and whole: empties the local library that was moved. Asks for its name.',
    input: z.strictObject({ confirm: z.string().max(255) }),
    output: z.strictObject({ freedBytes: z.number() }),
    errors: [...opening, 'verify_failed', 'invalid_input'],
  }),
  changed: event({ summary: 'A move went on, at most twice a second.', payload: relocationSchema }),
};
