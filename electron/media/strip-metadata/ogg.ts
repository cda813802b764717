import { MediaError, messageOf } from '../errors.ts';
import { runFfmpeg } from '../readers/ffmpeg.ts';

/**
 * Ogg is written anew by ffmpeg without decoding: comments are a packet of the stream, and shorter ones move every page.
 *
 * @throws MediaError `corrupt`, `disk_full`, `timeout`, `cancelled`.
 */
export async function remuxOgg(path: string, target: string, signal: AbortSignal): Promise<void> {
  const streams = ['-map', '0:V?', '-map', '0:a?'];
  const bare = [
    '-map_metadata',
    '-1',
    '-map_metadata:s',
    '-1',
    '-map_chapters',
    '-1',
    '-fflags',
    '+bitexact',
  ];
  try {
    await runFfmpeg(path, [...streams, ...bare, '-c', 'copy', '-f', 'ogg', `file:${target}`], signal);
  } catch (error) {
    if (messageOf(error).includes('No space left')) throw new MediaError('disk_full', 'The disk is full');
    throw error;
  }
}
