import { expect, it } from 'vitest';
import { actionWord, sourceTypeWord } from './making-words.ts';

const shown = (known: string): string => `words for ${known}`;

it('tells terms of IPTC and C2PA in words, and others as they stand', () => {
  expect(sourceTypeWord('trainedAlgorithmicMedia', shown)).toBe('words for trainedAlgorithmicMedia');
  expect(actionWord('c2pa.color_adjustments', shown)).toBe('words for color_adjustments');
  expect(sourceTypeWord('somethingNew', shown)).toBe('somethingNew');
  expect(actionWord('com.example.glow', shown)).toBe('com.example.glow');
  expect(actionWord('constructor', shown)).toBe('constructor');
});
