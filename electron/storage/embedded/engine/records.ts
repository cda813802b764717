/**
 * What the journal and the snapshot are made of. A line holds one or more records that take effect together;
 * a snapshot is the shortest list of records that gives the same state. Field names are short because there is
 * a line for every object.
 */
import { z } from 'zod';

/** 24 hex digits: 2 for the directory, 6 for the run that wrote it, 16 random. Never anything a client chose. */
export const blobId = z.string().regex(/^[0-9a-f]{24}$/);

/** A stretch of a blob: `[blob, offset, length]`. */
const segment = z.tuple([blobId, z.int().min(0), z.int().min(1)]);

/** A whole blob, or stretches of blobs one after the other (none at all: an empty object). */
const content = z.union([blobId, z.array(segment)]);

const headers = z.record(z.string(), z.string());
const tags = z.array(z.tuple([z.string(), z.string()]));

const lifecycleRule = z.object({
  id: z.string(),
  enabled: z.boolean(),
  prefix: z.string(),
  tags,
  minSize: z.int().nullable(),
  maxSize: z.int().nullable(),
  /** Days after the last change, counted to the next midnight UTC. */
  expireDays: z.int().nullable(),
  /** Milliseconds since the epoch. */
  expireAt: z.int().nullable(),
  abortUploadDays: z.int().nullable(),
});

const object = z.object({
  t: z.literal('object'),
  /** bucket, key, size in bytes, last change in ms since the epoch, ETag without quotes */
  b: z.string(),
  k: z.string(),
  s: z.int().min(0),
  m: z.int(),
  e: z.string(),
  d: content,
  h: headers,
  g: tags.optional(),
  /** SHA-256 in base64, when the client gave one to be checked and kept */
  c: z.string().optional(),
});

const part = z.object({
  t: z.literal('part'),
  id: z.string(),
  n: z.int().min(1).max(10_000),
  s: z.int().min(0),
  m: z.int(),
  e: z.string(),
  d: content,
  c: z.string().optional(),
});

export const journalRecord = z.discriminatedUnion('t', [
  object,
  z.object({ t: z.literal('object-'), b: z.string(), k: z.string() }),
  part,
  z.object({
    t: z.literal('upload'),
    b: z.string(),
    k: z.string(),
    id: z.string(),
    m: z.int(),
    h: headers,
    g: tags.optional(),
  }),
  z.object({ t: z.literal('upload-'), id: z.string() }),
  z.object({ t: z.literal('bucket'), b: z.string(), m: z.int() }),
  z.object({ t: z.literal('bucket-'), b: z.string() }),
  z.object({ t: z.literal('lifecycle'), b: z.string(), r: z.array(lifecycleRule).nullable() }),
  /** Ends a snapshot: without it the snapshot was never finished. */
  z.object({ t: z.literal('end'), n: z.int() }),
]);

export const journalLine = z.array(journalRecord);

export type JournalRecord = z.infer<typeof journalRecord>;
export type ObjectRecord = z.infer<typeof object>;
export type LifecycleRule = z.infer<typeof lifecycleRule>;
export type BlobSegment = z.infer<typeof segment>;
export type Content = z.infer<typeof content>;
export type Tags = z.infer<typeof tags>;
export type StoredHeaders = z.infer<typeof headers>;
