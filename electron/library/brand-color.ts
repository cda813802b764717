import type { BrandId } from '../../shared/domain/ids.ts';

/** Told apart in a sidebar, on light and on dark; neighbours in the list differ most. */
const palette = [
  '#0090ff',
  '#f76b15',
  '#46a758',
  '#8e4ec6',
  '#e5484d',
  '#12a594',
  '#d6409f',
  '#d5a021',
  '#3e63dd',
  '#978365',
] as const;

/** The colour of a brand that nobody chose one for; always the same for the same brand. */
export function brandColor(id: BrandId): string {
  return palette[Number.parseInt(id.slice(0, 8), 16) % palette.length] ?? palette[0];
}

/** A colour for a new brand: the first of those that the others use least. */
export function nextBrandColor(used: readonly string[]): string {
  const uses = (color: string): number => used.filter((other) => other === color).length;
  return palette.reduce<string>((best, color) => (uses(color) < uses(best) ? color : best), palette[0]);
}
