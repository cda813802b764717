/**
 * IPTC's DigitalSourceType terms, and what each says of AI: made by it, partly made by it, made by people (beside something of
 * AI it makes a composite), or nothing. Source: IPTC NewsCodes, http://cv.iptc.org/newscodes/digitalsourcetype/
 */
export const sourceTypes = {
  trainedAlgorithmicMedia: 'ai',
  trainedAlgorithmicData: 'ai',
  compositeWithTrainedAlgorithmicMedia: 'partly',
  compositeSynthetic: 'partly',
  digitalCapture: 'people',
  computationalCapture: 'people',
  multiFrameComputationalCapture: 'people',
  negativeFilm: 'people',
  positiveFilm: 'people',
  print: 'people',
  humanEdits: 'people',
  minorHumanEdits: 'people',
  digitalCreation: 'people',
  digitalArt: 'people',
  compositeCapture: 'people',
  algorithmicMedia: 'nothing',
  algorithmicallyEnhanced: 'nothing',
  dataDrivenMedia: 'nothing',
  softwareImage: 'nothing',
  screenCapture: 'nothing',
  virtualRecording: 'nothing',
  composite: 'nothing',
} as const;

export type SourceType = keyof typeof sourceTypes;

export function isSourceType(term: string): term is SourceType {
  return Object.hasOwn(sourceTypes, term);
}
