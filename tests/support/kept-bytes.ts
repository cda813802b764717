import { keptSliceBytes } from '../../shared/contract/ingest.ts';
import type { UploadTarget } from '../../shared/domain/upload.ts';
import type { OpenedLibrary } from './open-library.ts';

interface PageFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly target: UploadTarget;
}

/** Hands a file over slice by slice, as the window does; `slices` leaves the rest of it out. */
export async function handOver(
  ingest: OpenedLibrary['ingest'],
  { name, bytes, target }: PageFile,
  slices = Number.POSITIVE_INFINITY,
) {
  const { keptId } = await ingest.beginKept({ name, size: bytes.byteLength, target });
  if (keptId === null) throw new Error('The bytes are not taken');
  for (let at = 0, count = 0; at < bytes.byteLength && count < slices; at += keptSliceBytes, count += 1) {
    await ingest.keepSlice({
      keptId,
      offset: at,
      bytes: new Uint8Array(bytes.subarray(at, at + keptSliceBytes)),
    });
  }
  return keptId;
}

/** As the window does with what the store does not take. Gives the drop that it became. */
export async function keepBytes(ingest: OpenedLibrary['ingest'], file: PageFile) {
  const keptId = await handOver(ingest, file);
  const { batchId } = await ingest.finishKept({ keptId, ok: true });
  if (batchId === null) throw new Error('Nothing became of the bytes');
  return batchId;
}
