import type { AssetDetails, AssetSummary } from '@shared/domain/asset.ts';

/** How an asset is shown. `file`: no picture can be had, so an icon with facts is. */
export type ViewerKind = 'picture' | 'video' | 'audio' | 'pdf' | 'text' | 'file';

type Facts = Pick<AssetSummary, 'type' | 'mime' | 'rendition'> & Partial<Pick<AssetDetails, 'text'>>;

/** Decided from the summary, so that the right frame stands before the details arrive. */
export function kindOf(facts: Facts): ViewerKind {
  switch (facts.type) {
    case 'image':
      return facts.rendition === 'failed' || facts.rendition === 'none' ? 'file' : 'picture';
    case 'video':
      return 'video';
    case 'audio':
      return 'audio';
    case 'text':
      return 'text';
    case 'document':
      if (facts.mime === 'application/pdf') return 'pdf';
      if (facts.rendition === 'ready') return 'picture';
      return facts.text ? 'text' : 'file';
  }
}

const codeTypes = /json|xml|yaml|toml|csv|javascript|typescript|css|html|x-sh|python|sql/;
const codeNames = /\.(json|jsonl|xml|ya?ml|toml|csv|tsv|m?js|tsx?|css|html?|sh|py|sql|ini|log|srt|vtt)$/i;

/** Whether text reads better in letters of one width. */
export function isCode({ mime, name }: Pick<AssetSummary, 'mime' | 'name'>): boolean {
  return codeTypes.test(mime ?? '') || codeNames.test(name);
}

/** After the asset at `index` of `total` has gone: which index (of the list before) to show, null when none is left. */
export function afterRemoval(index: number, total: number): number | null {
  if (index + 1 < total) return index + 1;
  return index > 0 ? index - 1 : null;
}
