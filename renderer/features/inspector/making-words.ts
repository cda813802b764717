import { isSourceType, type SourceType } from '@shared/domain/source-types.ts';

/** C2PA's terms for what was done to a picture, as far as there are words for them. */
const actions = [
  'created',
  'opened',
  'placed',
  'edited',
  'converted',
  'cropped',
  'resized',
  'orientation',
  'color_adjustments',
  'adjustedColor',
  'drawing',
  'filtered',
  'enhanced',
  'removed',
  'addedText',
  'repackaged',
  'transcoded',
  'trimmed',
  'published',
  'watermarked',
  'redacted',
  'unknown',
] as const;
type Action = (typeof actions)[number];

/** The term in the person's words, or as it stands where nobody has words for it. */
export function sourceTypeWord(term: string, word: (known: SourceType) => string): string {
  return isSourceType(term) ? word(term) : term;
}

export function actionWord(term: string, word: (known: Action) => string): string {
  const plain = term.replace(/^c2pa\./, '');
  const known = actions.find((action) => action === plain);
  return known === undefined ? plain : word(known);
}
