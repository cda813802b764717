import type { BrandId } from '../../shared/domain/ids.ts';

/** Told apart in a sidebar, on light and on dark. */
const palette = [
  '#e5484d',
  '#f76b15',
  '#d5a021',
  '#46a758',
  '#12a594',
  '#0090ff',
  '#3e63dd',
  '#8e4ec6',
  '#d6409f',
  '#978365',
] as const;

/** The colour of a brand that nobody chose one for; always the same for the same brand. */
export function brandColor(id: BrandId): string {
  return palette[Number.parseInt(id.slice(0, 8), 16) % palette.length] ?? palette[0];
}
