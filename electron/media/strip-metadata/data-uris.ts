import { MediaError, throwIfAborted } from '../errors.ts';
import { stripGif } from './gif.ts';
import { stripJpeg } from './jpeg.ts';
import { bytesInMemory, joinPieces, type Planner } from './pieces.ts';
import { stripPng } from './png.ts';
import { stripWebp } from './riff.ts';

/** By how they begin, since what a URI calls them is as often wrong as right. */
const planners: readonly (readonly [start: string, planner: Planner])[] = [
  ['\xff\xd8\xff', stripJpeg],
  ['\x89PNG', stripPng],
  ['GIF8', stripGif],
  ['RIFF', stripWebp],
];

const pictureUri = /data:image\/[a-z0-9.+-]+(?:;[a-z0-9=-]+)*;base64,/gi;
const coded = /[A-Za-z0-9+/=\s]*/y;

/**
 * Takes metadata out of the pictures that a text holds as `data:` URIs.
 *
 * @throws MediaError `unsupported` for pictures of other formats, and what their formats throw
 */
export async function stripPictures(text: string, signal: AbortSignal): Promise<string> {
  const parts: string[] = [];
  let at = 0;
  for (const { index, 0: head } of text.matchAll(pictureUri)) {
    throwIfAborted(signal);
    const start = index + head.length;
    coded.lastIndex = start;
    const base64 = coded.exec(text)?.[0] ?? '';
    parts.push(
      text.slice(at, start),
      (await stripped(Buffer.from(base64, 'base64'), signal)).toString('base64'),
    );
    at = start + base64.length;
  }
  return parts.join('') + text.slice(at);
}

async function stripped(bytes: Buffer, signal: AbortSignal): Promise<Buffer> {
  const planner = planners.find(([start]) => bytes.toString('latin1', 0, start.length) === start)?.[1];
  if (planner === undefined) throw new MediaError('unsupported', 'A picture inside is of another format');
  const file = bytesInMemory(bytes);
  return await joinPieces(file, await planner(file, signal));
}
