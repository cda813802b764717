/** How the numbers of a picture are meant, in TIFF's own terms. */
const photometric = { grey: 1, rgb: 2, cmyk: 5, lab: 8 } as const;
export type ColorModel = keyof typeof photometric;

export interface RawPicture {
  readonly model: ColorModel;
  /** 8 bits a sample, interleaved, row by row; in CMYK 255 is full ink, in Lab a and b are signed. */
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** With the alpha channel, which is the last one and not premultiplied. */
  readonly channels: number;
  readonly hasAlpha: boolean;
  readonly icc?: Buffer | undefined;
}

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

/**
 * The picture as an uncompressed TIFF in memory: the one wrapping in which libvips takes every colour model
 * together with its profile, and so converts colours as it does for files.
 */
export function asTiff({ model, data, width, height, channels, hasAlpha, icc }: RawPicture): Buffer {
  const bits = Buffer.alloc(channels * 2);
  for (let i = 0; i < channels; i++) bits.writeUInt16LE(8, i * 2);
  const tags: (readonly [tag: number, type: number, value: number | Buffer])[] = [
    [256, LONG, width],
    [257, LONG, height],
    [258, SHORT, bits],
    [259, SHORT, 1],
    [262, SHORT, photometric[model]],
    [273, LONG, 8],
    [277, SHORT, channels],
    [278, LONG, height],
    [279, LONG, data.length],
  ];
  if (hasAlpha) tags.push([338, SHORT, 2]);
  if (icc !== undefined) tags.push([34675, UNDEFINED, icc]);

  const start = 8 + data.length + (data.length % 2);
  const directory = Buffer.alloc(2 + tags.length * 12 + 4);
  directory.writeUInt16LE(tags.length, 0);
  const extras: Buffer[] = [];
  let extraAt = start + directory.length;
  for (const [index, [tag, type, value]] of tags.entries()) {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    if (typeof value === 'number') {
      directory.writeUInt32LE(1, at + 4);
      directory.writeUInt32LE(value, at + 8);
      continue;
    }
    directory.writeUInt32LE(type === SHORT ? value.length / 2 : value.length, at + 4);
    if (value.length <= 4) {
      value.copy(directory, at + 8);
      continue;
    }
    directory.writeUInt32LE(extraAt, at + 8);
    const padded = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.alloc(1)]);
    extras.push(padded);
    extraAt += padded.length;
  }
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(start, 4);
  return Buffer.concat([header, data, Buffer.alloc(data.length % 2), directory, ...extras]);
}
