import type { UploadTarget } from '@shared/domain/upload.ts';
import { client } from '../../app/client.ts';

/** What one `ingest.beginBytes` takes. */
const filesPerCall = 100;

async function put(url: string, file: File): Promise<boolean> {
  try {
    const response = await fetch(url, { method: 'PUT', body: file });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Sends files that only the page has (clipboard, an image dragged from a browser) by presigned PUT.
 * The main process is told of each whether it arrived; it verifies and reports like any other upload.
 */
export async function sendBytes(files: readonly File[], target: UploadTarget): Promise<void> {
  for (let from = 0; from < files.length; from += filesPerCall) {
    const part = files.slice(from, from + filesPerCall);
    const { uploads } = await client.ingest.beginBytes({
      files: part.map(({ name, size, type }) => ({ name: name.slice(0, 255) || 'file', size, mime: type })),
      target,
    });
    for (const [index, { id, url }] of uploads.entries()) {
      const file = part[index];
      const ok = file !== undefined && (await put(url, file));
      await client.ingest.finishBytes({ uploadId: id, ok });
    }
  }
}
