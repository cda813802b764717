import type { AssetVersion } from '@shared/domain/version.ts';

export interface Pair {
  readonly left: AssetVersion;
  readonly right: AssetVersion;
}

/**
 * The two versions that are compared: the chosen ones where they are there, else the current one on the right and the
 * latest before it with other bytes on the left. Null when there are no two.
 */
export function pairOf(
  versions: readonly AssetVersion[],
  left: number | null,
  right: number | null,
): Pair | null {
  const numbered = (number: number | null): AssetVersion | undefined =>
    versions.find((version) => version.number === number);
  const newer = numbered(right) ?? versions.find((version) => version.number !== left) ?? versions[0];
  if (newer === undefined) return null;
  const others = versions.filter((version) => version.number !== newer.number);
  const before = others.filter((version) => version.number < newer.number);
  const older =
    numbered(left) ?? before.find((version) => version.checksum !== newer.checksum) ?? before[0] ?? others[0];
  return older === undefined ? null : { left: older, right: newer };
}

/** Whether the window can show a picture of the version. */
export function hasPicture({ previewUrl, type, originalUrl }: AssetVersion): boolean {
  return previewUrl !== null || (type === 'image' && originalUrl !== null);
}

/** The box that both pictures of a pair are drawn into, px: as large as the larger one, so that zooming shows its pixels. */
export function boxOf({ left, right }: Pair): { width: number; height: number } {
  const sizes = [left, right].map(({ width, height }) => ({ width: width ?? 1080, height: height ?? 810 }));
  const largest = sizes.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
  return { width: Math.max(1, largest.width), height: Math.max(1, largest.height) };
}
