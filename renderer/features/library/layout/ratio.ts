/** Byte of a ratio that is not known: nothing was read from the file, or it has no picture. */
const unknown = 0;

const decoded = Float32Array.from({ length: 256 }, (_, byte) =>
  byte === unknown ? 1 : 2 ** ((byte - 128) / 32),
);

/** Aspect ratio (width ÷ height) of one byte of `assets.outline`; 1 where it is unknown. */
export function decodeRatio(byte: number): number {
  return decoded[byte & 0xff] ?? 1;
}

/** The byte that `assets.outline` uses for a ratio; within 1.1 % for ratios from 1:15 to 15:1. */
export function encodeRatio(ratio: number): number {
  if (!(ratio > 0) || !Number.isFinite(ratio)) return unknown;
  return Math.min(255, Math.max(1, Math.round(32 * Math.log2(ratio)) + 128));
}
