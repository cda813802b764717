import type { AssetId, BatchId, UploadId } from '@shared/domain/ids.ts';
import type { UploadFile } from '@shared/domain/upload.ts';
import { useEffect } from 'react';
import { create } from 'zustand';
import { client } from '../../app/client.ts';

/** What is through sooner needs no picture of its own. */
const graceMs = 150;
/** Kept for as long as thumbnails may take to come. */
const mostKept = 200;

/** Addresses of pictures of files of this computer; null where a file has none. */
const useLocalPictures = create<{ readonly urls: ReadonlyMap<UploadId | AssetId, string | null> }>()(() => ({
  urls: new Map(),
}));

/** So many are drawn with short rests, for somebody waits to see what was dropped; the others leave the machine to the files. */
const promptly = 12;
/** Rest after a picture, in times of what it took. */
const shortRest = 1;
const longRest = 9;
const mostRestMs = 1000;
/** After so long without any, the next is the first of another drop. */
const quietMs = 3000;

/** By how many places: a file may be in the grid and in the tray. */
const wanted = new Map<UploadId, { readonly batchId: BatchId; places: number }>();
let isDrawing = false;
/** Of what is being dropped now. */
let drawn = 0;
let lastDrawn = Number.NEGATIVE_INFINITY;

function keep(id: UploadId | AssetId, url: string | null): void {
  const urls = new Map(useLocalPictures.getState().urls).set(id, url);
  for (const [oldest, old] of urls) {
    if (urls.size <= mostKept) break;
    urls.delete(oldest);
    if (old !== null && ![...urls.values()].includes(old)) URL.revokeObjectURL(old);
  }
  useLocalPictures.setState({ urls });
}

/** One after the other, with rests between: the files themselves go first. */
async function drawWanted(): Promise<void> {
  if (isDrawing) return;
  isDrawing = true;
  if (performance.now() - lastDrawn > quietMs) drawn = 0;
  for (const [uploadId, { batchId }] of wanted) {
    wanted.delete(uploadId);
    if (useLocalPictures.getState().urls.has(uploadId)) continue;
    const began = performance.now();
    // One that can't be asked for is gone from the tray.
    const { picture } = await client.ingest.picture({ batchId, uploadId }).catch(() => ({ picture: null }));
    keep(
      uploadId,
      picture === null ? null : URL.createObjectURL(new Blob([picture], { type: 'image/webp' })),
    );
    drawn += 1;
    const rest = (performance.now() - began) * (drawn < promptly ? shortRest : longRest);
    await new Promise((resolve) => setTimeout(resolve, Math.min(rest, mostRestMs)));
    lastDrawn = performance.now();
  }
  isDrawing = false;
}

/** What a file on its way looks like, drawn while its cell is on screen; null until that is known, or where it has no picture. */
export function useLocalPicture(file: UploadFile): string | null {
  const { id, batchId, state } = file;
  // A file of a taken name, or of bytes that are there, tells of an asset that it does not become.
  const assetId = state === 'conflict' || state === 'duplicate' ? null : file.assetId;
  const url = useLocalPictures(({ urls }) => urls.get(id));
  useEffect(() => {
    if (useLocalPictures.getState().urls.has(id)) return;
    let wish: { places: number } | null = null;
    const timer = setTimeout(() => {
      const known = wanted.get(id) ?? { batchId, places: 0 };
      known.places += 1;
      wanted.set(id, known);
      wish = known;
      void drawWanted();
    }, graceMs);
    return () => {
      clearTimeout(timer);
      if (wish === null) return;
      wish.places -= 1;
      if (wish.places === 0 && wanted.get(id) === wish) wanted.delete(id);
    };
  }, [id, batchId]);
  useEffect(() => {
    if (assetId !== null && url !== undefined && url !== null) keep(assetId, url);
  }, [assetId, url]);
  return url ?? null;
}

/** What the file looked like that became an asset a moment ago: shown until its thumbnail is there. */
export function useLocalPictureOf(id: AssetId): string | null {
  return useLocalPictures(({ urls }) => urls.get(id)) ?? null;
}

/** The same at this moment. */
export function localPictureOf(id: AssetId): string | null {
  return useLocalPictures.getState().urls.get(id) ?? null;
}
