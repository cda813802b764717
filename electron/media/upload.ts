import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { MediaError, throwIfAborted } from './errors.ts';
import { storeFetch } from './store-fetch.ts';

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

const withCause = z.object({ cause: z.object({ code: z.string() }) });

/**
 * Whether an answer is the store's about these very bytes. What stands between may say 200 to anything, and an ETag
 * that is no MD5 (as of encrypted objects) tells nothing.
 */
function isOf(etag: string | null, md5: string): boolean {
  const bare = etag?.replaceAll('"', '') ?? '';
  return /^[0-9a-f]{32}$/i.test(bare) ? bare.toLowerCase() === md5 : bare !== '';
}

/**
 * PUTs bytes to a presigned URL; a server's or the network's failure is tried again, a refusal is not.
 *
 * @throws MediaError `upload_failed`, `cancelled`, `timeout`. The URL never appears in the message.
 */
export async function putObject(
  url: string,
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  signal: AbortSignal,
): Promise<void> {
  const md5 = createHash('md5').update(body).digest('hex');
  let failure = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await delay(FIRST_PAUSE_MS * 2 ** attempt, undefined, { signal }).catch(() => undefined);
    throwIfAborted(signal);
    try {
      const response = await storeFetch(url, {
        method: 'PUT',
        body,
        headers: { 'content-type': contentType },
        redirect: 'error',
        signal,
      });
      await response.body?.cancel();
      if (response.ok && isOf(response.headers.get('etag'), md5)) return;
      failure = response.ok ? 'other bytes' : `HTTP ${response.status}`;
      if (!response.ok && response.status < 500 && response.status !== 429 && response.status !== 408) break;
    } catch (error) {
      throwIfAborted(signal);
      failure = networkFailure(error);
    }
  }
  throw new MediaError('upload_failed', `A rendition could not be stored (${failure})`);
}

/** The system's error code alone: fetch puts host and URL into its messages. */
export function networkFailure(error: unknown): string {
  const parsed = withCause.safeParse(error);
  return parsed.success ? parsed.data.cause.code : 'network';
}
