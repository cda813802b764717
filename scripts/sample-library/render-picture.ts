import sharp, { type Sharp } from 'sharp';
import type { Look, PictureRecipe, Shape } from './recipe.ts';

/** Long side, pixels. */
const LONG_SIDE = { jpg: 2000, webp: 2000 };
const QUALITY = { jpg: 85, webp: 84 };

const ratios: Readonly<Record<Exclude<Shape, 'whole'>, number>> = {
  square: 1,
  portrait: 4 / 5,
  banner: 21 / 9,
};

/** Cuts to shape, scales down (never up), changes the look and writes a JPEG or WebP without metadata. */
export async function renderPicture(from: string, to: string, recipe: PictureRecipe): Promise<void> {
  const format = recipe.file.endsWith('.webp') ? 'webp' : 'jpg';
  const upright = await sharp(from, { limitInputPixels: false })
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#fff' })
    .png({ compressionLevel: 0 })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = cut(upright.info, recipe.shape ?? 'whole');
  const scale = Math.min(1, LONG_SIDE[format] / Math.max(width, height));
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  // What is cut away is what has the least to see.
  const picture = look(
    sharp(upright.data).resize({ ...size, position: 'attention' }),
    recipe.look ?? 'as is',
  );
  const encoded =
    format === 'webp'
      ? picture.webp({ quality: QUALITY.webp, effort: 5 })
      : picture.jpeg({ quality: QUALITY.jpg, mozjpeg: true });
  await encoded.toFile(to);
}

function cut(size: { width: number; height: number }, shape: Shape): { width: number; height: number } {
  if (shape === 'whole') return size;
  const ratio = ratios[shape];
  const width = Math.min(size.width, size.height * ratio);
  return { width, height: width / ratio };
}

function look(picture: Sharp, wanted: Look): Sharp {
  switch (wanted) {
    case 'as is':
      return picture;
    case 'grey':
      return picture.greyscale();
    case 'warm':
      return picture.linear([1.08, 1, 0.86], [4, 0, -4]);
    case 'shifted hue':
      return picture.modulate({ hue: 150 });
  }
}

/** What was done, in the words that the notice uses. */
export function changesOf({ shape = 'whole', look: wanted = 'as is' }: PictureRecipe): string {
  const changes = ['resized and recompressed'];
  if (shape !== 'whole') changes.push(`cropped (${shape})`);
  if (wanted !== 'as is') changes.push(wanted === 'grey' ? 'turned to greyscale' : `recoloured (${wanted})`);
  return changes.join(', ');
}
