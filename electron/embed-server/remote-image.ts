import { MAX_IMAGE_BYTES } from './embedding-request.ts';
import { RequestError } from './error.ts';

const TIME_MS = 15_000;

/**
 * Fetches a picture that a request names by its address.
 *
 * @throws RequestError 400 when it can't be had, 413 when it is too large.
 */
export async function fetchImage(
  url: URL,
  index: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const param = `input.${index}`;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]);
  try {
    const response = await fetch(url, { signal: limited });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new RequestError(400, `input ${index} can't be fetched (HTTP ${response.status})`, param);
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > MAX_IMAGE_BYTES) {
        await reader.cancel();
        throw new RequestError(413, `input ${index} has more than ${MAX_IMAGE_BYTES} bytes`, param);
      }
      chunks.push(part.value);
    }
    return Uint8Array.from(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof RequestError || signal.aborted) throw error;
    throw new RequestError(400, `input ${index} can't be fetched`, param);
  }
}
