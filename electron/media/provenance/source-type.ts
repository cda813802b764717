import type { MadeByAi } from '../../../shared/domain/provenance.ts';

/** IPTC's terms for what AI made, wholly or as a part of it. Other terms are no answer. */
const ofAi: ReadonlyMap<string, MadeByAi> = new Map([
  ['trainedAlgorithmicMedia', 'yes'],
  ['trainedAlgorithmicData', 'yes'],
  ['compositeWithTrainedAlgorithmicMedia', 'partly'],
  ['compositeSynthetic', 'partly'],
]);

/** What a camera or a person made: beside something of AI it makes a composite. */
const ofPeople: ReadonlySet<string> = new Set([
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
  'compositeCapture',
]);

const known = new Map([...ofAi.keys(), ...ofPeople].map((term) => [term.toLowerCase(), term]));

/** The term that a URI or a code of IPTC ends with, spelled as IPTC does; undefined where it names none. */
export function sourceTypeTerm(uri: string | undefined): string | undefined {
  const last = uri
    ?.trim()
    .replace(/[/#:]+$/, '')
    .split(/[/#:]/)
    .at(-1);
  return last === undefined || last === '' ? undefined : (known.get(last.toLowerCase()) ?? last);
}

/** What declared terms say together. */
export function answerOf(terms: readonly string[]): MadeByAi {
  const answers = terms.map((term) => ofAi.get(term));
  if (answers.includes('partly')) return 'partly';
  if (!answers.includes('yes')) return 'unknown';
  return terms.some((term) => ofPeople.has(term)) ? 'partly' : 'yes';
}
