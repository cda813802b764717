import { type FileBytes, withFileBytes } from '../bytes.ts';
import { MediaError } from '../errors.ts';

/** Segments that are passed before the picture; the profile and metadata of a camera have some dozens. */
const most = 4_000;
/** Bytes between segments that belong to none. Decoders bear some, and go on to the end of the file for more. */
const strayBytes = 64 * 1024;

/** SOS: behind it is the picture itself. */
const SCAN = 0xda;
/** Markers that stand for themselves: TEM, RST0 to RST7, SOI, EOI. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);

/**
 * Looks for where the picture of a JPEG begins: a file that was never written to its end may have gigabytes of nothing
 * in its place, through which a decoder goes byte by byte. Other files pass.
 *
 * @throws MediaError `corrupt` when there is none.
 */
export async function requireJpegScan(path: string): Promise<void> {
  if (!(await withFileBytes(path, hasScan))) {
    throw new MediaError('corrupt', 'There is no picture behind the header');
  }
}

async function hasScan(file: FileBytes): Promise<boolean> {
  if ((await file.readUpTo(0, 2)).toString('hex') !== 'ffd8') return true;
  let at = 2;
  let stray = 0;
  for (let n = 0; n < most && stray <= strayBytes; n++) {
    const bytes = await file.readUpTo(at, 4096);
    const [first, marker] = bytes;
    if (first === undefined || marker === undefined) return false;
    if (first !== 0xff || marker === 0) {
      const next = bytes.indexOf(0xff, 1);
      const skipped = next === -1 ? bytes.length : next;
      stray += skipped;
      at += skipped;
    } else if (marker === 0xff) {
      at += 1;
    } else if (marker === SCAN) {
      return true;
    } else if (isAlone(marker)) {
      at += 2;
    } else {
      if (bytes.length < 4) return false;
      at += 2 + Math.max(2, bytes.readUInt16BE(2));
    }
  }
  return false;
}
