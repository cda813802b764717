import { expect, it } from 'vitest';
import { afterRemoval, isCode, kindOf } from './kind.ts';

const facts = { mime: null, rendition: 'ready' as const };

it('shows each kind of asset its own way', () => {
  expect(kindOf({ ...facts, type: 'image' })).toBe('picture');
  expect(kindOf({ ...facts, type: 'document', mime: 'application/pdf', rendition: 'failed' })).toBe('pdf');
  expect(kindOf({ ...facts, type: 'document', mime: 'application/zip', rendition: 'none' })).toBe('file');
  expect(kindOf({ ...facts, type: 'document', rendition: 'none', text: 'words' })).toBe('text');
});

it('shows a picture that could not be read as a file with its reason', () => {
  expect(kindOf({ ...facts, type: 'image', rendition: 'failed' })).toBe('file');
  expect(kindOf({ ...facts, type: 'image', rendition: 'pending' })).toBe('picture');
});

it('tells code from prose', () => {
  expect(isCode({ mime: 'application/json', name: 'workflow' })).toBe(true);
  expect(isCode({ mime: 'text/plain', name: 'build.YAML' })).toBe(true);
  expect(isCode({ mime: 'text/markdown', name: '캠페인 소개.md' })).toBe(false);
});

it('moves on to the next asset after one has gone, to the one before at the end, and closes on the last', () => {
  expect(afterRemoval(0, 3)).toBe(1);
  expect(afterRemoval(2, 3)).toBe(1);
  expect(afterRemoval(0, 1)).toBeNull();
});
