import { overWhite, type Square } from './preprocess.ts';

/** A picture's pixels in CIE L*a*b* (D65), seen on white: L* 0–100, a* and b* about −100–100. */
export interface LabSquare {
  readonly side: number;
  readonly l: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
  /** Opacity of each pixel, 0–1. */
  readonly opacity: Float32Array;
}

/** sRGB value (0–255) to linear light (0–1). */
const linear = Float32Array.from({ length: 256 }, (_, value) => {
  const c = value / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});

const lightness = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);

/** Converts a square of sRGB pixels. */
export function toLab({ side, rgba }: Square): LabSquare {
  const pixels = side * side;
  const lab: LabSquare = {
    side,
    l: new Float32Array(pixels),
    a: new Float32Array(pixels),
    b: new Float32Array(pixels),
    opacity: new Float32Array(pixels),
  };
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = pixel * 4;
    const alpha = rgba[at + 3] ?? 0;
    const light = (band: number): number => linear[Math.round(overWhite(rgba[at + band] ?? 0, alpha))] ?? 0;
    const [red, green, blue] = [light(0), light(1), light(2)];
    const x = lightness((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
    const y = lightness(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const z = lightness((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
    lab.l[pixel] = 116 * y - 16;
    lab.a[pixel] = 500 * (x - y);
    lab.b[pixel] = 200 * (y - z);
    lab.opacity[pixel] = alpha / 255;
  }
  return lab;
}
