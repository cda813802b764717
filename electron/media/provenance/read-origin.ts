import type { Metadata } from 'sharp';
import { toMediaError } from '../errors.ts';
import { defined } from '../metadata.ts';
import type { MediaFacts } from '../protocol.ts';
import { readC2pa } from './c2pa.ts';
import { readExifTexts } from './exif-texts.ts';
import { readGeneration } from './generation.ts';
import { readManifestStore } from './manifest-store.ts';

export type Origin = Pick<MediaFacts, 'generation' | 'c2pa'>;

/** What a picture says about how it was made. */
export async function readOrigin(path: string, header: Pick<Metadata, 'comments' | 'exif'>): Promise<Origin> {
  return defined({
    generation: readGeneration(header.comments, await readExifTexts(header.exif)),
    ...(await readClaim(path)),
  });
}

/** The C2PA claim of a picture or a video. What can't be read of it is no reason to fail the file. */
export async function readClaim(path: string): Promise<Pick<Origin, 'c2pa'>> {
  const store = await readManifestStore(path).catch((error: unknown) => {
    const { code } = toMediaError(error);
    if (code === 'truncated' || code === 'corrupt') return null;
    throw error;
  });
  const claim = store === null ? null : readC2pa(store);
  return claim === null ? {} : { c2pa: claim };
}
