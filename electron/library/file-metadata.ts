import { z } from 'zod';
import type { FileMetadata } from '../../shared/domain/asset.ts';
import { type Provenance, provenanceSchema } from '../../shared/domain/provenance.ts';
import { generationSchema } from '../media/protocol.ts';
import { toProvenance } from '../media/provenance/provenance.ts';

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

const made = z.object({
  provenance: provenanceSchema.optional().catch(undefined),
  generation: generationSchema.optional().catch(undefined),
  digitalSourceType: z.string().optional().catch(undefined),
});

/** How an asset was made. From before this was stored with it, and before it is drawn, by what is known of it. */
export function storedProvenance(
  metadata: unknown,
  source: string | null,
  sourceMetadata: unknown,
): Provenance | null {
  const known = made.safeParse(metadata).data;
  return known?.provenance ?? toProvenance({ ...known, source, sourceMetadata });
}
