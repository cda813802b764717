import { throwIfAborted } from '../errors.ts';
import { runFfmpeg } from './ffmpeg.ts';

/** MD5 over all coded packets, pictures and sounds apart; covers don't count. Null where there are none. */
export const packetDigest = (path: string, signal: AbortSignal): Promise<string | null> =>
  digest(path, ['0:V', '0:a'], ['-c', 'copy'], signal);

/** MD5 over the samples of all sounds, decoded. Null where there are none. */
export const heardDigest = (path: string, signal: AbortSignal): Promise<string | null> =>
  digest(path, ['0:a'], ['-c:a', 'pcm_s16le'], signal);

async function digest(
  path: string,
  streams: readonly string[],
  codec: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  const digests: string[] = [];
  for (const stream of streams) {
    try {
      const output = await runFfmpeg(path, ['-map', stream, ...codec, '-f', 'md5', 'pipe:1'], signal);
      digests.push(`${stream} ${output.toString('latin1').trim()}`);
    } catch {
      // There are no such streams, or none that can be read.
      throwIfAborted(signal);
    }
  }
  return digests.length === 0 ? null : digests.join(' ');
}
