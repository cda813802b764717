/** Uncompressed picture in display orientation: sRGB, 8 bits, row by row, alpha not premultiplied. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}
