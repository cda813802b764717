import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

/** A PNG that claims a size and holds next to nothing. */
export function pngWithSize(width: number, height: number, { interlaced = false } = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, interlaced ? 1 : 0], 8);
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc(1_000_000)));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), pixels, chunk('IEND', Buffer.alloc(0))]);
}

/** The same PNG with text chunks behind its header, as generators write them. */
export function pngWithText(png: Buffer, texts: Record<string, string>): Buffer {
  return pngWithChunks(
    png,
    Object.entries(texts).map(([key, text]) => ['tEXt', Buffer.from(`${key}\0${text}`, 'latin1')]),
  );
}

/** The same PNG with further chunks behind its header. */
export function pngWithChunks(
  png: Buffer,
  chunks: readonly (readonly [type: string, data: Buffer])[],
): Buffer {
  const afterHeader = SIGNATURE.length + 12 + 13;
  const further = chunks.map(([type, data]) => chunk(type, data));
  return Buffer.concat([png.subarray(0, afterHeader), ...further, png.subarray(afterHeader)]);
}
