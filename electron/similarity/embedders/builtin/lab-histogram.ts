import type { LabSquare } from './lab.ts';
import { toUnitLength } from './unit-length.ts';

const L_BINS = 5;
const AB_BINS = 7;
export const HISTOGRAM_SIZE = L_BINS * AB_BINS * AB_BINS;

/** Pixels below this opacity have no colour worth counting. */
const MIN_OPACITY = 0.05;

/** The two bins that a value falls between, and how much of it the upper one gets. */
interface SoftBin {
  readonly lower: number;
  readonly share: number;
}

/** @param position 0–1 along the axis; values outside count to the ends. */
function softBin(position: number, bins: number): SoftBin {
  // Just short of the last bin, so that there always is an upper neighbour.
  const scaled = Math.min(Math.max(position * (bins - 1), 0), bins - 1.001);
  const lower = Math.floor(scaled);
  return { lower, share: scaled - lower };
}

/** Square root with sign: grey and pastel colours, where most of a photo lies, get more of the bins. */
const spread = (chroma: number): number => Math.sign(chroma) * Math.sqrt(Math.abs(chroma) / 100);

/**
 * Which colours a picture has, wherever they are: 5 × 7 × 7 bins of L*a*b*, each pixel shared among its
 * eight nearest, weighted by opacity; square roots, so that a small accent counts; length 1.
 */
export function labHistogram({ l, a, b, opacity }: LabSquare): Float32Array {
  const histogram = new Float32Array(HISTOGRAM_SIZE);
  let total = 0;
  for (let pixel = 0; pixel < l.length; pixel++) {
    const weight = opacity[pixel] ?? 0;
    if (weight < MIN_OPACITY) continue;
    total += weight;
    const lBin = softBin((l[pixel] ?? 0) / 100, L_BINS);
    const aBin = softBin((spread(a[pixel] ?? 0) + 1) / 2, AB_BINS);
    const bBin = softBin((spread(b[pixel] ?? 0) + 1) / 2, AB_BINS);
    for (let corner = 0; corner < 8; corner++) {
      const [up, right, far] = [corner & 1, (corner >> 1) & 1, corner >> 2];
      const share = side(lBin, up) * side(aBin, right) * side(bBin, far);
      const at = ((lBin.lower + up) * AB_BINS + aBin.lower + right) * AB_BINS + bBin.lower + far;
      histogram[at] = (histogram[at] ?? 0) + weight * share;
    }
  }
  return toUnitLength(histogram.map((count) => Math.sqrt(count / (total || 1))));
}

const side = (bin: SoftBin, upper: number): number => (upper === 1 ? bin.share : 1 - bin.share);
