import type { UploadId } from '@shared/domain/ids.ts';
import { client } from '../../app/client.ts';

/** How often the main process hears how far it is. */
const beatMs = 250;

/**
 * PUTs a file of the page to the store and tells the main process how far it is. Answers `failed` when the store did not take
 * it, and `unwanted` when it was cancelled, which ends it at once.
 */
export async function putBytes(
  { id: uploadId, url }: { id: UploadId; url: string },
  file: File,
): Promise<'sent' | 'failed' | 'unwanted'> {
  if (!(await client.ingest.bytesSent({ uploadId, bytes: 0 })).wanted) return 'unwanted';
  // `fetch` does not tell what it has sent.
  const request = new XMLHttpRequest();
  let sent = 0;
  let unwanted = false;
  request.upload.addEventListener('progress', ({ loaded }) => {
    sent = loaded;
  });
  const beat = setInterval(() => {
    client.ingest.bytesSent({ uploadId, bytes: Math.min(sent, file.size) }).then(
      ({ wanted }) => {
        if (wanted) return;
        unwanted = true;
        request.abort();
      },
      // The library was closed: that ends the upload, too.
      () => request.abort(),
    );
  }, beatMs);
  try {
    const ok = await new Promise<boolean>((resolve) => {
      request.addEventListener('loadend', () => resolve(request.status >= 200 && request.status < 300));
      request.open('PUT', url);
      request.send(file);
    });
    return ok ? 'sent' : unwanted ? 'unwanted' : 'failed';
  } finally {
    clearInterval(beat);
  }
}
