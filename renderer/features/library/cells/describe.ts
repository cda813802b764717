import type { AssetSummary, AssetType } from '@shared/domain/asset.ts';
import { FileText, Film, Image, type LucideIcon, Music, Type } from 'lucide-react';

const icons: Record<AssetType, LucideIcon> = {
  image: Image,
  video: Film,
  audio: Music,
  document: FileText,
  text: Type,
};

export function typeIcon(type: AssetType): LucideIcon {
  return icons[type];
}

/** `PNG`, `DOCX`: the extension of a name in capitals; empty where it has none. */
export function extensionOf(name: string): string {
  const match = /\.([a-z0-9]{1,5})$/i.exec(name);
  return match?.[1]?.toUpperCase() ?? '';
}

/** A name without its extension, and the extension with its dot. */
export function splitName(name: string): { stem: string; extension: string } {
  const match = /^(.+?)(\.[a-z0-9]{1,8})$/i.exec(name);
  return match?.[1] === undefined || match[2] === undefined
    ? { stem: name, extension: '' }
    : { stem: match[1], extension: match[2] };
}

/** `3840 × 2160`; null where it has no size. */
export function dimensionsOf({ width, height }: Pick<AssetSummary, 'width' | 'height'>): string | null {
  return width === null || height === null ? null : `${width} × ${height}`;
}
