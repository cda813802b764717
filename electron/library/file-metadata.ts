import { z } from 'zod';
import type { FileMetadata } from '../../shared/domain/asset.ts';

const text = z.string().nullable().catch(null);
const number = z.number().nullable().catch(null);

/** What was read from a file holds what it said and no more; a person is shown a part of that. */
const stored: z.ZodType<FileMetadata> = z.object({
  title: text,
  description: text,
  creator: text,
  copyright: text,
  keywords: z.array(z.string()).catch([]),
  camera: text,
  lens: text,
  exposure: text,
  takenAt: text,
  artist: text,
  album: text,
  software: text,
  colorProfile: text,
  fontFamily: text,
  fontStyle: text,
  fontWeight: number,
  fontAxes: text,
  glyphCount: number,
  cover: z.boolean().catch(false),
  waveform: z.array(z.number()).nullable().catch(null),
});

/** Null where nothing was read from the file. */
export function toFileMetadata(value: unknown): FileMetadata | null {
  const entries = z.record(z.string(), z.unknown()).safeParse(value);
  if (!entries.success || Object.keys(entries.data).length === 0) return null;
  return stored.parse(entries.data);
}
