export interface ColorShare {
  /** `#rrggbb`, sRGB. */
  readonly hex: string;
  /** Part of the opaque area, 0–1. */
  readonly share: number;
}

type Vector = readonly [number, number, number];

/** Pixels of nearly the same colour, as one point with a weight. */
interface Bin {
  readonly lab: Vector;
  readonly rgb: Vector;
  readonly weight: number;
}

const MAX_COLORS = 5;
const ROUNDS = 8;
/** Oklab distance below which two colours look like shades of one. */
const SAME = 0.07;
const MIN_SHARE = 0.01;

const linear = Float64Array.from({ length: 256 }, (_, i) => {
  const c = i / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});

/** sRGB (0–255) to Oklab, where equal distances look about equally different. Source: B. Ottosson, 2020. */
function oklab(red: number, green: number, blue: number): Vector {
  const r = linear[Math.round(red)] ?? 0;
  const g = linear[Math.round(green)] ?? 0;
  const b = linear[Math.round(blue)] ?? 0;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const squared = (a: Vector, b: Vector): number =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

/** Groups RGBA pixels by 4 bits a channel: a few hundred points carry all that k-means needs. */
function histogram(rgba: Uint8Array): Bin[] {
  const sums = new Map<number, [number, number, number, number]>();
  for (let i = 0; i + 3 < rgba.length; i += 4) {
    const alpha = (rgba[i + 3] ?? 0) / 255;
    if (alpha < 0.1) continue;
    const r = rgba[i] ?? 0;
    const g = rgba[i + 1] ?? 0;
    const b = rgba[i + 2] ?? 0;
    const key = ((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, [r * alpha, g * alpha, b * alpha, alpha]);
    else {
      sum[0] += r * alpha;
      sum[1] += g * alpha;
      sum[2] += b * alpha;
      sum[3] += alpha;
    }
  }
  return [...sums.values()].map(([r, g, b, weight]) => {
    const rgb: Vector = [r / weight, g / weight, b / weight];
    return { rgb, lab: oklab(...rgb), weight };
  });
}

/** Starts from the biggest bin, then whatever is far from all chosen and not rare; no chance involved. */
function seeds(bins: readonly Bin[]): Vector[] {
  const chosen: Vector[] = [];
  while (chosen.length < MAX_COLORS) {
    let best: Bin | undefined;
    let bestScore = 0;
    for (const bin of bins) {
      const distance = Math.min(1, ...chosen.map((seed) => squared(seed, bin.lab)));
      const score = distance < SAME ** 2 ? 0 : distance * bin.weight;
      if (score > bestScore) {
        best = bin;
        bestScore = score;
      }
    }
    if (best === undefined) break;
    chosen.push(best.lab);
  }
  return chosen;
}

function nearest(centres: readonly Vector[], point: Vector): number {
  let index = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, centre] of centres.entries()) {
    const distance = squared(centre, point);
    if (distance < least) {
      least = distance;
      index = i;
    }
  }
  return index;
}

function mean(bins: readonly Bin[], pick: (bin: Bin) => Vector): Vector {
  const sum: [number, number, number] = [0, 0, 0];
  let weight = 0;
  for (const bin of bins) {
    const vector = pick(bin);
    for (const axis of [0, 1, 2] as const) sum[axis] += vector[axis] * bin.weight;
    weight += bin.weight;
  }
  return [sum[0] / weight, sum[1] / weight, sum[2] / weight];
}

const total = (bins: readonly Bin[]): number => bins.reduce((sum, bin) => sum + bin.weight, 0);

const hex = (rgb: Vector): string =>
  `#${rgb.map((c) => Math.round(c).toString(16).padStart(2, '0')).join('')}`;

/**
 * Up to five colours that make up a picture, most frequent first, by k-means in Oklab.
 *
 * @param rgba pixels, four bytes each, alpha not premultiplied; transparent ones don't count
 */
export function dominantColors(rgba: Uint8Array): ColorShare[] {
  const bins = histogram(rgba);
  let centres = seeds(bins);
  let groups: Bin[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = centres.map(() => []);
    for (const bin of bins) groups[nearest(centres, bin.lab)]?.push(bin);
    groups = groups.filter((group) => group.length > 0);
    centres = groups.map((group) => mean(group, (bin) => bin.lab));
  }
  const all = total(bins);
  return groups
    .map((group) => ({ hex: hex(mean(group, (bin) => bin.rgb)), share: total(group) / all }))
    .filter(({ share }) => share >= MIN_SHARE)
    .sort((a, b) => b.share - a.share)
    .map(({ hex, share }) => ({ hex, share: Math.round(share * 1000) / 1000 }));
}
