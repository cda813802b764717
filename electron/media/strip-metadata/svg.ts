import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { MediaError } from '../errors.ts';
import { limited } from '../readers/limited.ts';
import { stripPictures } from './data-uris.ts';
import { literal, type Planner } from './pieces.ts';
import { withoutEditorMarkup } from './svg-markup.ts';

const largest = 32 * 1024 * 1024;
const parseMs = 10_000;

/** SVG: metadata, comments and what editors keep for themselves are left out; pictures inside lose theirs too. */
export const stripSvg: Planner = async (file, signal) => {
  if (file.size > largest) throw new MediaError('unsupported', 'The drawing is larger than 32 MB');
  const bytes = await file.read(0, file.size);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = decoded(isPacked ? await unpacked(bytes) : bytes);
  const stripped = Buffer.from(
    await stripPictures(
      limited(parseMs, () => withoutEditorMarkup(text)),
      signal,
    ),
    'utf8',
  );
  return [literal(isPacked ? await promisify(gzip)(stripped) : stripped)];
};

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MediaError('unsupported', 'The drawing is not written in UTF-8');
  }
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: largest });
  } catch {
    throw new MediaError('corrupt', 'The compressed drawing is damaged or too large');
  }
}
