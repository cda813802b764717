import { type FileBytes, withFileBytes } from '../bytes.ts';
import { MediaError } from '../errors.ts';

/** A manifest with its thumbnails; what is larger is not read. */
const largest = 16 * 1024 * 1024;
/** Segments, chunks or boxes that are looked at until one is found. */
const most = 4_000;

/** The bytes of a file's C2PA manifest store (JUMBF), or null: JPEG, PNG, WebP, and MP4 and its kin (AVIF, HEIC). */
export async function readManifestStore(path: string): Promise<Buffer | null> {
  try {
    return await withFileBytes(path, async (file) => {
      const start = await file.readUpTo(0, 12);
      if (start.length < 12) return null;
      if (start.readUInt16BE(0) === 0xffd8) return await inJpeg(file);
      if (start.readUInt32BE(0) === 0x89504e47) return await inPng(file);
      const type = start.toString('latin1', 8, 12);
      if (start.toString('latin1', 0, 4) === 'RIFF' && type === 'WEBP') return await inWebp(file);
      return start.toString('latin1', 4, 8) === 'ftyp' ? await inBoxes(file) : null;
    });
  } catch (error) {
    // A file that ends early is shown as far as it goes.
    if (error instanceof MediaError && error.code === 'truncated') return null;
    throw error;
  }
}

/**
 * APP11 segments: `JP`, the number of the box, that of the segment, and a part of the box. Each but the first repeats
 * the box's header of 8 bytes.
 */
async function inJpeg(file: FileBytes): Promise<Buffer | null> {
  const parts = new Map<number, Buffer[]>();
  let total = 0;
  let at = 2;
  for (let n = 0; n < most && at + 4 <= file.size; n++) {
    const header = await file.readUpTo(at, 4);
    const marker = header.readUInt16BE(0);
    // The picture itself begins, or something that is no segment.
    if (marker === 0xffda || marker < 0xffc0) break;
    const length = header.readUInt16BE(2);
    if (length < 2) break;
    if (marker === 0xffeb && length > 18) {
      const body = await file.read(at + 4, length - 2);
      total += body.length;
      if (total > largest) return null;
      if (body.toString('latin1', 0, 2) === 'JP' && body.toString('latin1', 12, 16) === 'jumb') {
        const box = parts.get(body.readUInt16BE(2));
        if (box === undefined) parts.set(body.readUInt16BE(2), [body.subarray(8)]);
        else box.push(body.subarray(16));
      }
    }
    at += 2 + length;
  }
  const boxes = [...parts.values()].map((pieces) => Buffer.concat(pieces));
  return boxes.find(isStore) ?? null;
}

/** Other programs may use JUMBF for other things. */
const isStore = (box: Buffer): boolean => box.subarray(0, 64).includes('c2pa');

async function inPng(file: FileBytes): Promise<Buffer | null> {
  let at = 8;
  for (let n = 0; n < most && at + 12 <= file.size; n++) {
    const header = await file.read(at, 8);
    const length = header.readUInt32BE(0);
    const type = header.toString('latin1', 4, 8);
    if (type === 'caBX') return length > largest ? null : await file.read(at + 8, length);
    if (type === 'IEND') break;
    at += 12 + length;
  }
  return null;
}

async function inWebp(file: FileBytes): Promise<Buffer | null> {
  let at = 12;
  for (let n = 0; n < most && at + 8 <= file.size; n++) {
    const header = await file.read(at, 8);
    const length = header.readUInt32LE(4);
    if (header.toString('latin1', 0, 4) === 'C2PA')
      return length > largest ? null : await file.read(at + 8, length);
    at += 8 + length + (length & 1);
  }
  return null;
}

const c2paUuid = 'd8fec3d61b0e483c92975828877ec481';

/** A `uuid` box: version and flags, a purpose that ends with a NUL, an offset of 8 bytes, and the store. */
async function inBoxes(file: FileBytes): Promise<Buffer | null> {
  let at = 0;
  for (let n = 0; n < most && at + 8 <= file.size; n++) {
    const header = await file.readUpTo(at, 32);
    const told = header.readUInt32BE(0);
    const isLong = told === 1 && header.length >= 16;
    const length = isLong ? Number(header.readBigUInt64BE(8)) : told === 0 ? file.size - at : told;
    const start = isLong ? 16 : 8;
    if (length < start) break;
    const id = header.subarray(start, start + 16).toString('hex');
    if (header.toString('latin1', 4, 8) === 'uuid' && id === c2paUuid) {
      if (length > largest) return null;
      const body = await file.read(at + start + 16, length - start - 16);
      const end = body.indexOf(0, 4);
      if (body.toString('latin1', 4, end) === 'manifest') return body.subarray(end + 1 + 8);
    }
    at += length;
  }
  return null;
}
