import type { AssetDetails } from '@shared/domain/asset.ts';

/** Long side of the preview rendition, px. */
const previewSide = 1080;
/** A picture of more px is not decoded in the window: 100 megapixels are 400 MB of bitmap. */
const largestOriginal = 100_000_000;
/** A moving picture larger than this plays only as its preview, bytes. */
const largestAnimation = 64_000_000;

const displayable = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
  'image/bmp',
  'image/x-icon',
  'image/vnd.microsoft.icon',
  'image/apng',
]);
const mayMove = new Set(['image/gif', 'image/webp', 'image/apng']);

type PictureFacts = Pick<AssetDetails, 'type' | 'mime' | 'size' | 'width' | 'height' | 'previewUrl'>;

type Source = 'preview' | 'original' | 'too-large';

/** Whether Chromium can decode the original itself. */
function showsOriginal({ type, mime }: Pick<PictureFacts, 'type' | 'mime'>): boolean {
  return type === 'image' && mime !== null && displayable.has(mime);
}

export function isVector({ mime }: Pick<PictureFacts, 'mime'>): boolean {
  return mime === 'image/svg+xml';
}

/**
 * Which picture to show at a zoom level (1 = one image px a device px). The preview is enough until it would be
 * enlarged by more than a tenth; then the original is, unless its format can't be shown (`preview`) or its
 * bitmap would not fit (`too-large`: the preview stays and the person is told).
 */
export function sourceFor(facts: PictureFacts, level: number): Source {
  if (!showsOriginal(facts)) return 'preview';
  if (isVector(facts)) return 'original';
  const { width, height } = facts;
  const pixels = width === null || height === null ? 0 : width * height;
  if (mayMove.has(facts.mime ?? '') && facts.size <= largestAnimation && pixels <= largestOriginal)
    return 'original';
  if (facts.previewUrl === null) return pixels > largestOriginal ? 'too-large' : 'original';
  if (width === null || height === null) return 'original';
  const previewLevel = Math.min(1, previewSide / Math.max(width, height));
  if (level <= previewLevel * 1.1 && previewLevel < 1) return 'preview';
  if (previewLevel === 1 && level <= 1) return 'preview';
  return pixels > largestOriginal ? 'too-large' : 'original';
}

/** The size to lay a picture out by before its pixels arrive. */
export function imageSize(facts: Pick<PictureFacts, 'width' | 'height'>): { width: number; height: number } {
  return facts.width === null || facts.height === null || facts.width <= 0 || facts.height <= 0
    ? { width: previewSide, height: Math.round((previewSide * 3) / 4) }
    : { width: facts.width, height: facts.height };
}
