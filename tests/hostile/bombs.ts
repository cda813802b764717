import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { pngWithChunks, pngWithSize, pngWithText } from '../../electron/media/testing/png.ts';
import { type HostileFile, hostile } from './hostile-file.ts';

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#284' }, limitInputPixels: false });

/** Bytes of a whole picture with its size overwritten. */
async function claiming(whole: Promise<Buffer>, write: (bytes: Buffer) => void): Promise<Buffer> {
  const bytes = Buffer.from(await whole);
  write(bytes);
  return bytes;
}

function jpegSize(bytes: Buffer, width: number, height: number): void {
  const at = Math.max(bytes.indexOf(Buffer.from('ffc0', 'hex')), bytes.indexOf(Buffer.from('ffc2', 'hex')));
  bytes.writeUInt16BE(height, at + 5);
  bytes.writeUInt16BE(width, at + 7);
}

/** `zTXt` and `iCCP` hold what is deflated: a few kilobytes that become megabytes. */
function pngWithPacked(type: string, key: string, bytes: number): Buffer {
  const png = pngWithText(pngWithSize(16, 16), { parameters: 'x' });
  const data = Buffer.concat([
    Buffer.from(`${key}\0\0`, 'latin1'),
    deflateSync(Buffer.alloc(bytes, 0x61), { level: 9 }),
  ]);
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  chunk.writeUInt32BE(data.length, 0);
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}

interface TiffTag {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: number;
}

/** A TIFF of one directory, the fields as given; `next` is the offset of the following directory. */
function tiff(tags: readonly TiffTag[], next = 0): Buffer {
  const bytes = Buffer.alloc(8 + 2 + tags.length * 12 + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(tags.length, 8);
  for (const [i, { tag, type, count, value }] of tags.entries()) {
    const at = 10 + i * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  bytes.writeUInt32LE(next, bytes.length - 4);
  return Buffer.concat([bytes, Buffer.alloc(64)]);
}

const size = (width: number, height: number): TiffTag[] => [
  { tag: 256, type: 4, count: 1, value: width },
  { tag: 257, type: 4, count: 1, value: height },
  { tag: 258, type: 3, count: 1, value: 8 },
  { tag: 259, type: 3, count: 1, value: 1 },
  { tag: 262, type: 3, count: 1, value: 1 },
  { tag: 273, type: 4, count: 1, value: 8 },
  { tag: 278, type: 4, count: 1, value: height },
  { tag: 279, type: 4, count: 1, value: 64 },
];

/** A box of an MP4 or MOV. */
function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), ...content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
}

/** A type, and then boxes that say that they have no length: who adds it up stays where they are. */
function boxesWithoutLength(brand: string): Buffer {
  const head = box('ftyp', Buffer.from(`${brand}\0\0\0\0mif1${brand}`, 'latin1'));
  return Buffer.concat([head, Buffer.alloc(400)]);
}

function deepBoxes(levels: number): Buffer {
  let inner: Buffer = Buffer.alloc(0);
  for (let i = 0; i < levels; i++) inner = box('moov', inner);
  return Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom')), inner]);
}

function wav(claimed: number, channels: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(claimed, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(0xffffffff, 24);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(claimed, 40);
  return Buffer.concat([header, Buffer.alloc(100)]);
}

function psd(width: number, height: number, channels: number, lengths: readonly number[]): Buffer {
  const header = Buffer.alloc(26);
  header.write('8BPS\0\x01', 'latin1');
  header.writeUInt16BE(channels, 12);
  header.writeUInt32BE(height, 14);
  header.writeUInt32BE(width, 18);
  header.writeUInt16BE(8, 22);
  header.writeUInt16BE(3, 24);
  const rest = Buffer.alloc(lengths.length * 4 + 2);
  for (const [i, length] of lengths.entries()) rest.writeUInt32BE(length, i * 4);
  return Buffer.concat([header, rest, Buffer.alloc(100)]);
}

export function hostilePictures(): HostileFile[] {
  const jpeg = () => flat(64, 64).jpeg().toBuffer();
  const progressive = () => flat(64, 64).jpeg({ progressive: true }).toBuffer();
  const gif = () => flat(64, 64).gif().toBuffer();
  const webp = () => flat(64, 64).webp({ lossless: true }).toBuffer();
  return [
    hostile('png', 'giant size', 'giant.png', () => pngWithSize(60_000, 60_000)),
    hostile('png', 'giant size, interlaced', 'giant interlaced.png', () =>
      pngWithSize(22_000, 22_000, { interlaced: true }),
    ),
    hostile('png', 'largest size', 'largest.png', () => pngWithSize(0x7fffffff, 0x7fffffff)),
    hostile('png', 'no size', 'no size.png', () => pngWithSize(0, 0)),
    hostile(
      'png',
      'large and flat',
      'flat.png',
      () => flat(16_000, 16_000).png({ compressionLevel: 9 }).toBuffer(),
      { slow: true },
    ),
    hostile('png', 'bomb in zTXt', 'ztxt.png', () => pngWithPacked('zTXt', 'parameters', 100_000_000), {
      slow: true,
    }),
    hostile('png', 'bomb in iCCP', 'iccp.png', () => pngWithPacked('iCCP', 'p3', 60_000_000)),
    hostile('png', 'many text chunks', 'chunks.png', () =>
      pngWithText(
        pngWithSize(16, 16),
        Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 'x'])),
      ),
    ),
    hostile('png', 'deep JSON of a generator', 'deep json.png', () =>
      pngWithText(pngWithSize(16, 16), {
        prompt: '['.repeat(300_000),
        workflow: `${'{"a":'.repeat(100_000)}1`,
      }),
    ),
    hostile('png', 'long words of a generator', 'long words.png', () =>
      pngWithText(pngWithSize(16, 16), {
        parameters: `${'a: b, '.repeat(300_000)}\nSteps: ${'9'.repeat(300_000)}`,
      }),
    ),
    hostile('jpg', 'giant size', 'giant.jpg', () =>
      claiming(jpeg(), (bytes) => jpegSize(bytes, 65_500, 65_500)),
    ),
    hostile(
      'jpg',
      'large size',
      'large.jpg',
      () => claiming(jpeg(), (bytes) => jpegSize(bytes, 20_000, 20_000)),
      { slow: true },
    ),
    hostile(
      'jpg',
      'giant size, progressive',
      'giant progressive.jpg',
      () => claiming(progressive(), (bytes) => jpegSize(bytes, 22_000, 22_000)),
      { slow: true },
    ),
    hostile(
      'jpg',
      'many scans',
      'scans.jpg',
      async () => {
        const bytes = await claiming(progressive(), (whole) => jpegSize(whole, 8_000, 8_000));
        const scan = bytes.indexOf(Buffer.from('ffda', 'hex'));
        const part = bytes.subarray(scan, scan + 40);
        return Buffer.concat([bytes.subarray(0, scan), ...Array.from({ length: 3_000 }, () => part)]);
      },
      { slow: true },
    ),
    hostile('jpg', 'metadata in a circle', 'exif circle.jpg', async () => {
      const circle = tiff([{ tag: 0x8769, type: 4, count: 1, value: 8 }], 8);
      const body = Buffer.concat([Buffer.from('Exif\0\0'), circle]);
      const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
      const whole = await jpeg();
      return Buffer.concat([whole.subarray(0, 2), head, body, whole.subarray(2)]);
    }),
    hostile('png', 'metadata that are boxes without length', 'boxes.png', () =>
      pngWithChunks(pngWithSize(16, 16), [['eXIf', boxesWithoutLength('heic')]]),
    ),
    hostile('heic', 'boxes without length', 'boxes.heic', () => boxesWithoutLength('heic')),
    hostile('avif', 'boxes without length', 'boxes.avif', () => boxesWithoutLength('avif')),
    hostile('gif', 'giant size', 'giant.gif', () =>
      claiming(gif(), (bytes) => {
        bytes.writeUInt16LE(65_535, 6);
        bytes.writeUInt16LE(65_535, 8);
      }),
    ),
    hostile(
      'gif',
      'many frames',
      'frames.gif',
      async () => {
        const whole = await gif();
        const frames = Array.from({ length: 50_000 }, () => whole.subarray(13, -1));
        return Buffer.concat([whole.subarray(0, 13), ...frames, whole.subarray(-1)]);
      },
      { slow: true },
    ),
    hostile(
      'webp',
      'large and flat',
      'flat.webp',
      () => flat(16_383, 16_383).webp({ lossless: true, effort: 0 }).toBuffer(),
      { slow: true },
    ),
    hostile('webp', 'giant size', 'giant.webp', () =>
      claiming(webp(), (bytes) => void bytes.writeUInt32LE(0x0fffffff, bytes.indexOf('VP8L') + 9)),
    ),
    hostile('tif', 'giant size', 'giant.tif', () => tiff(size(0x7fffffff, 0x7fffffff))),
    hostile('tif', 'large size', 'large.tif', () => tiff(size(22_000, 22_000))),
    hostile('tif', 'directories in a circle', 'circle.tif', () => tiff(size(8, 8), 8)),
    hostile('tif', 'giant counts', 'counts.tif', () =>
      tiff([
        ...size(8, 8),
        { tag: 34_675, type: 7, count: 0xffffffff, value: 8 },
        { tag: 700, type: 1, count: 0xfffffff0, value: 8 },
      ]),
    ),
    hostile(
      'tif',
      'large and packed',
      'packed.tif',
      () => flat(16_000, 16_000).tiff({ compression: 'deflate' }).toBuffer(),
      { slow: true },
    ),
    hostile('psd', 'giant size', 'giant.psd', () => psd(300_000, 300_000, 3, [0, 0, 0])),
    hostile('psd', 'many channels', 'channels.psd', () => psd(30_000, 30_000, 56, [0, 0, 0])),
    hostile('psd', 'giant sections', 'sections.psd', () =>
      psd(8, 8, 3, [0xffffffff, 0xffffffff, 0xffffffff]),
    ),
    hostile('psd', 'nothing but a header', 'header.psd', () => psd(8, 8, 3, []).subarray(0, 26)),
    hostile('mp4', 'deep boxes', 'deep.mp4', () => deepBoxes(20_000)),
    hostile('mp4', 'giant box', 'giant.mp4', () =>
      Buffer.concat([deepBoxes(0), Buffer.from('ffffffff6d6f6f76', 'hex')]),
    ),
    hostile('mp4', 'box of no length', 'endless.mp4', () =>
      Buffer.concat([
        deepBoxes(0),
        ...Array.from({ length: 5_000 }, () => Buffer.from('000000016d6f6f760000000000000000', 'hex')),
      ]),
    ),
    hostile('wav', 'giant length', 'giant.wav', () => wav(0xffffffff, 2)),
    hostile('wav', 'many channels', 'channels.wav', () => wav(100, 0xffff)),
    hostile('wav', 'no channels', 'silent.wav', () => wav(100, 0)),
  ];
}
