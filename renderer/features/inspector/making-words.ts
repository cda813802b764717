/** IPTC's terms for what a picture was made from, and C2PA's for what was done to it, as far as there are words for them. */
const sourceTypes = [
  'trainedAlgorithmicMedia',
  'compositeWithTrainedAlgorithmicMedia',
  'compositeSynthetic',
  'algorithmicMedia',
  'algorithmicallyEnhanced',
  'dataDrivenMedia',
  'digitalCapture',
  'computationalCapture',
  'multiFrameComputationalCapture',
  'negativeFilm',
  'positiveFilm',
  'print',
  'humanEdits',
  'minorHumanEdits',
  'digitalCreation',
  'digitalArt',
  'softwareImage',
  'screenCapture',
  'virtualRecording',
  'composite',
  'compositeCapture',
] as const;
type SourceType = (typeof sourceTypes)[number];

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
  const known = sourceTypes.find((type) => type === term);
  return known === undefined ? term : word(known);
}

export function actionWord(term: string, word: (known: Action) => string): string {
  const plain = term.replace(/^c2pa\./, '');
  const known = actions.find((action) => action === plain);
  return known === undefined ? plain : word(known);
}
