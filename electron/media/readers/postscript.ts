import { type FileBytes, withFileBytes } from '../bytes.ts';
import { defined, readSegments } from '../metadata.ts';
import type { Pixels } from '../pixels.ts';
import { cleanString } from '../text/clean.ts';
import { asTiff } from '../tiff-wrap.ts';
import { rasterHeader, rasterPixels } from './raster.ts';
import type { Reader, ReadLimits } from './reader.ts';

/** Comments, metadata and previews stand at the beginning; what follows is the program. */
const MAX_HEAD = 4 * 1024 * 1024;
const MAX_TIFF = 64 * 1024 * 1024;
const MAX_PREVIEW_SIDE = 4_096;

/**
 * EPS and old Illustrator files: facts from their comments, and the preview that was saved with them. PostScript is a
 * program, and none is ever run here: without a preview there is no picture.
 */
export const readPostscript: Reader = ({ path, limits }) =>
  withFileBytes(path, async (file) => {
    const parts = await partsOf(file);
    const head = await file.readUpTo(parts.program.start, Math.min(parts.program.length, MAX_HEAD));
    // Every byte is a character here; text in comments is made of them below.
    const text = head.toString('latin1');
    const xmp = between(text, '<x:xmpmeta', '</x:xmpmeta>');
    const embedded = xmp === undefined ? {} : await readSegments({ xmp: Buffer.from(xmp, 'latin1') });
    const metadata = { ...commentsOf(text), ...embedded.metadata };
    const facts = defined({
      ...sizeOf(text),
      ...embedded,
      metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
    });
    const pixels =
      (parts.tiff === undefined ? undefined : await readRaster(await readPart(file, parts.tiff), limits)) ??
      (await readRaster(thumbnailOf(text), limits)) ??
      (await readRaster(interchangePreview(text), limits));
    return { facts, ...(pixels !== undefined && { pixels }) };
  });

/** From the first of one mark to the next of another, both with it. */
function between(text: string, from: string, to: string): string | undefined {
  const start = text.indexOf(from);
  const end = start === -1 ? -1 : text.indexOf(to, start);
  return end === -1 ? undefined : text.slice(start, end + to.length);
}

interface Part {
  readonly start: number;
  readonly length: number;
}

/** The binary header that Windows programs put before an EPS says where program and TIFF are. */
async function partsOf(file: FileBytes): Promise<{ program: Part; tiff?: Part }> {
  const header = await file.readUpTo(0, 30);
  if (header.length < 30 || header.readUInt32BE(0) !== 0xc5d0d3c6) {
    return { program: { start: 0, length: file.size } };
  }
  const [start = 0, length = 0, , , tiffStart = 0, tiffLength = 0] = [0, 1, 2, 3, 4, 5].map((field) =>
    header.readUInt32LE(4 + field * 4),
  );
  const program = { start: Math.min(start, file.size), length };
  return tiffLength > 0 ? { program, tiff: { start: tiffStart, length: tiffLength } } : { program };
}

async function readPart(file: FileBytes, { start, length }: Part): Promise<Buffer | undefined> {
  if (length > MAX_TIFF || start >= file.size) return undefined;
  return file.readUpTo(start, length);
}

/** A preview that can't be read is none. */
async function readRaster(bytes: Buffer | undefined, limits: ReadLimits): Promise<Pixels | undefined> {
  if (bytes === undefined || bytes.length === 0) return undefined;
  try {
    const header = await rasterHeader(bytes, limits);
    // Nothing that could name other files.
    if (header.format !== 'tiff' && header.format !== 'jpeg') return undefined;
    return (await rasterPixels(bytes, header, limits)).pixels;
  } catch {
    return undefined;
  }
}

/** The first picture that Adobe's programs keep in the metadata. */
function thumbnailOf(text: string): Buffer | undefined {
  const base64 = /<(?:xmpGImg|xapGImg):image>/.exec(text);
  if (base64 === null) return undefined;
  const start = base64.index + base64[0].length;
  const end = text.indexOf('<', start);
  if (end === -1) return undefined;
  return Buffer.from(text.slice(start, end).replace(/&#x?[0-9a-f]{1,4};|\s/gi, ''), 'base64');
}

/** The grey bitmap of an interchange file (EPSI), in hexadecimal comments: 0 is white. */
function interchangePreview(text: string): Buffer | undefined {
  const match = /^%%BeginPreview: *(\d{1,5}) +(\d{1,5}) +(1|2|4|8) +\d{1,6}\s/m.exec(text);
  if (match === null) return undefined;
  const [width, height, depth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (width < 1 || height < 1 || width > MAX_PREVIEW_SIDE || height > MAX_PREVIEW_SIDE) return undefined;
  const start = match.index + match[0].length;
  const end = text.indexOf('%%EndPreview', start);
  if (end === -1) return undefined;
  const samples = Buffer.from(text.slice(start, end).replace(/[^0-9a-f]/gi, ''), 'hex');
  const rowBytes = Math.ceil((width * depth) / 8);
  const most = 2 ** depth - 1;
  const data = Buffer.alloc(width * height, 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = samples[y * rowBytes + (bit >> 3)] ?? 0;
      const sample = (byte >> (8 - depth - (bit & 7))) & most;
      data[y * width + x] = 255 - Math.round((sample * 255) / most);
    }
  }
  return asTiff({ model: 'grey', data, width, height, channels: 1, hasAlpha: false });
}

/** The size on paper in points. */
function sizeOf(text: string): { width?: number; height?: number } {
  const number = '(-?\\d{1,6}(?:\\.\\d{1,9})?)';
  const box = new RegExp(`^%%BoundingBox: *${number} +${number} +${number} +${number}`, 'm').exec(text);
  if (box === null) return {};
  const [left = 0, bottom = 0, right = 0, top = 0] = box.slice(1).map(Number);
  const [width, height] = [Math.round(right - left), Math.round(top - bottom)];
  return width > 0 && height > 0 ? { width, height } : {};
}

function commentsOf(text: string) {
  const value = (name: string): string | undefined => {
    const line = new RegExp(`^%%${name}: *([^\\r\\n]{1,1000})`, 'm').exec(text)?.[1];
    const cleaned = line === undefined ? '' : cleanString(decodeString(line)).trim();
    return cleaned === '' ? undefined : cleaned;
  };
  return defined({ title: value('Title'), software: value('Creator'), creator: value('For') });
}

/** `(a \050text\051)` as it is meant; UTF-8 where it is that, since nothing says which encoding it is. */
function decodeString(line: string): string {
  const inner = /^\((.*)\)\s*$/.exec(line)?.[1];
  const bytes = Buffer.from(
    inner === undefined
      ? line
      : inner.replace(/\\(?:([0-7]{1,3})|(.))/g, (_, octal, char) =>
          typeof octal === 'string' ? String.fromCharCode(Number.parseInt(octal, 8) & 255) : String(char),
        ),
    'latin1',
  );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
