import sharp from 'sharp';

/** Pictures are seen as that many squares a side. */
const side = 4;
const inputs = side * side * 3;

export interface Model {
  /** Two models of the same name and another seed make other vectors. */
  readonly seed: number;
  readonly dimensions: number;
}

/** A picture that can't be decoded, or is too small. */
export class BadPicture extends Error {}

/** Real numbers from a real picture: its colours, projected as the model's seed says. Similar pictures lie close together. */
export async function vectorOfPicture(bytes: Uint8Array, model: Model): Promise<number[]> {
  const decoder = sharp(bytes, { failOn: 'error' });
  const { width, height } = await decoder.metadata().catch(() => {
    throw new BadPicture('cannot identify image file');
  });
  if (width < 3 || height < 3)
    throw new BadPicture(`An image in your request is too small (${width}, ${height})`);
  const pixels = await decoder
    .resize(side, side, { fit: 'fill' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer()
    .catch(() => {
      throw new BadPicture('image file is truncated');
    });
  // As with real models, some pictures are refused and some get a vector without a direction.
  if (Math.min(...pixels) > 250) throw new BadPicture('cannot process a white picture');
  if (Math.max(...pixels) < 5) return Array.from({ length: model.dimensions }, () => 0);
  return project(
    Array.from(pixels, (value) => value / 255 - 0.35),
    model,
  );
}

const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [230, 30, 30],
  green: [30, 200, 60],
  blue: [30, 60, 230],
  빨간: [230, 30, 30],
};

/** Words lie where a picture of their colour lies. */
export function vectorOfText(text: string, model: Model): number[] {
  const [r, g, b] = Object.entries(colours).find(([name]) => text.toLowerCase().includes(name))?.[1] ?? [
    90, 90, 90,
  ];
  const flat = Array.from({ length: side * side }, () => [r, g, b].map((value) => value / 255 - 0.35)).flat();
  return project(flat, model);
}

function project(values: readonly number[], { seed, dimensions }: Model): number[] {
  const random = mulberry(seed);
  return Array.from({ length: dimensions }, () => {
    let sum = 0;
    for (let at = 0; at < inputs; at++) sum += (values[at] ?? 0) * (random() - 0.5);
    return sum;
  });
}

function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
