import { expect, it } from 'vitest';
import { answerOf, sourceTypeTerm } from './source-type.ts';

const base = 'http://cv.iptc.org/newscodes/digitalsourcetype';

it.each([
  [`${base}/trainedAlgorithmicMedia`, 'trainedAlgorithmicMedia'],
  [`${base.replace('http:', 'https:')}/TrainedAlgorithmicMedia/`, 'trainedAlgorithmicMedia'],
  ['trainedAlgorithmicMedia', 'trainedAlgorithmicMedia'],
  [' digsrctype:algorithmicMedia ', 'algorithmicMedia'],
  [`${base}/somethingNew`, 'somethingNew'],
  ['/', undefined],
  [undefined, undefined],
])('a declared %s is %s', (uri, term) => {
  expect(sourceTypeTerm(uri)).toBe(term);
});

it('a photo beside what a model made is a composite', () => {
  expect(answerOf(['multiFrameComputationalCapture', 'trainedAlgorithmicMedia'])).toBe('partly');
  expect(answerOf(['trainedAlgorithmicMedia'])).toBe('yes');
  expect(answerOf(['humanEdits'])).toBe('unknown');
});
