import exifr from 'exifr';
import { z } from 'zod';

/** libvips has whole EXIF blocks of WebP and PNG too, which may be larger than a segment of JPEG. */
const largest = 8 * 1024 * 1024;

const options = {
  tiff: true,
  exif: true,
  userComment: true,
  makerNote: false,
  ifd1: false,
  interop: false,
  gps: false,
  mergeOutput: true,
  reviveValues: false,
};

const bytesSchema = z.instanceof(Uint8Array);

/** The strings of an EXIF block, whole, by the tags' names. Broken metadata is no metadata. */
export async function readExifTexts(exif: Buffer | undefined): Promise<Record<string, string>> {
  if (exif === undefined || exif.length > largest) return {};
  const tiff = exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif;
  // Taken for a file of another format, it may send the parser round in circles.
  if (!/^(?:II\*\0|MM\0\*)/.test(tiff.toString('latin1', 0, 4))) return {};
  const parsed: unknown = await exifr.parse(tiff, options).catch(() => undefined);
  const tags = z.record(z.string(), z.unknown()).safeParse(parsed);
  if (!tags.success) return {};
  return Object.fromEntries(
    Object.entries(tags.data).flatMap(([name, value]): [string, string][] => {
      if (typeof value === 'string') return [[name, repaired(value)]];
      const comment = name.toLowerCase() === 'usercomment' ? bytesSchema.safeParse(value).data : undefined;
      return comment === undefined ? [] : [[name, userComment(Buffer.from(comment), isBigEndian(tiff))]];
    }),
  );
}

const isBigEndian = (tiff: Buffer): boolean => tiff.toString('latin1', 0, 2) === 'MM';

/** Strings are read as Latin-1, yet programs write UTF-8 into them. */
function repaired(value: string): string {
  if (!/[\u0080-\u00FF]/.test(value) || /[^\p{ASCII}\u0080-\u00FF]/u.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

/** A code of 8 bytes, then the text. Some programs write UTF-16 in the other order of bytes than the block's. */
function userComment(bytes: Buffer, bigEndian: boolean): string {
  const code = bytes.toString('latin1', 0, 8);
  const text = bytes.subarray(8);
  if (!code.startsWith('UNICODE')) return text.toString('utf8');
  const zeroes = (from: number): number => {
    let count = 0;
    for (let at = from; at < Math.min(text.length, 2_000); at += 2) if (text[at] === 0) count++;
    return count;
  };
  const [high, low] = [zeroes(0), zeroes(1)];
  const swapped = high === low ? bigEndian : high > low;
  return new TextDecoder(swapped ? 'utf-16be' : 'utf-16le').decode(text);
}
