import type { MediaClient } from '../media/client.ts';
import { MediaError } from '../media/errors.ts';
import type { Upload } from './upload.ts';

/** Somebody looks at these, and at what else is drawn perhaps later. */
const priority = 10;

/** A WebP drawn from a file that is on its way; null where it has none, can't be read, or is not on this computer. */
export async function pictureOf(
  media: Pick<MediaClient, 'thumbnail'>,
  { path, name }: Pick<Upload, 'path' | 'name'>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (path === null) return null;
  try {
    const { thumbnail } = await media.thumbnail({ path, name }, { priority });
    return thumbnail;
  } catch (error) {
    // Why it can't be read is told when it is taken in.
    if (error instanceof MediaError) return null;
    throw error;
  }
}
