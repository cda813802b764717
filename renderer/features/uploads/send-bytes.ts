import { keptSliceBytes } from '@shared/contract/ingest.ts';
import type { UploadTarget } from '@shared/domain/upload.ts';
import { ContractError, client } from '../../app/client.ts';
import { putBytes } from './put-bytes.ts';
import { useUploads } from './upload-store.ts';

/** What one `ingest.beginBytes` takes. */
const filesPerCall = 100;

const nameOf = (file: File): string => file.name.slice(0, 255) || 'file';

/**
 * Hands the bytes to the main process, slice by slice, which keeps them until the store can take them. Ends early where they
 * are not wanted any more: cancelled, or the disk is full, which the tray tells.
 */
async function keep(file: File, target: UploadTarget): Promise<void> {
  const { keptId } = await client.ingest.beginKept({ name: nameOf(file), size: file.size, target });
  if (keptId === null) {
    useUploads.getState().setTrayOpen(true);
    return;
  }
  try {
    for (let offset = 0; offset < file.size; offset += keptSliceBytes) {
      const bytes = new Uint8Array(await file.slice(offset, offset + keptSliceBytes).arrayBuffer());
      if (!(await client.ingest.keepSlice({ keptId, offset, bytes })).wanted) return;
    }
    await client.ingest.finishKept({ keptId, ok: true });
  } catch (error) {
    // Gone already where the main process gave it up.
    await client.ingest.finishKept({ keptId, ok: false }).catch(() => undefined);
    throw error;
  }
}

/** One that can't be kept keeps no other from it. */
async function keepAll(files: readonly File[], target: UploadTarget): Promise<void> {
  const failures: unknown[] = [];
  for (const file of files) await keep(file, target).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** Sends files by presigned PUT; gives back those that did not arrive and are still wanted. */
async function send(files: readonly File[], target: UploadTarget): Promise<File[]> {
  const { uploads, batchId } = await client.ingest.beginBytes({
    files: files.map((file) => ({ name: nameOf(file), size: file.size, mime: file.type })),
    target,
  });
  const kept: File[] = [];
  for (const [index, upload] of uploads.entries()) {
    const file = files[index];
    if (file === undefined) continue;
    const { id: uploadId } = upload;
    const outcome = await putBytes(upload, file);
    if (outcome === 'failed') {
      kept.push(file);
      await client.ingest.cancel({ batchId, uploadId });
    }
    // Also of what was cancelled: something of it may be in the store.
    else await client.ingest.finishBytes({ uploadId, ok: outcome === 'sent' });
  }
  // Nothing came of the drop, so it need not be looked at.
  if (kept.length === files.length) {
    await client.ingest.dismiss({ batchId });
    useUploads.getState().remove(batchId);
  }
  return kept;
}

/**
 * Takes in files that only the page has (clipboard, an image dragged from a browser): by presigned PUT, or, where the
 * store does not answer, by way of the main process, which sends them when it does again.
 */
export async function sendBytes(files: readonly File[], target: UploadTarget): Promise<void> {
  for (let from = 0; from < files.length; from += filesPerCall) {
    const part = files.slice(from, from + filesPerCall);
    const left = await send(part, target).catch((error: unknown) => {
      if (error instanceof ContractError && error.retry) return part;
      throw error;
    });
    await keepAll(left, target);
  }
}
