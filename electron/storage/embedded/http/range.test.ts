import { expect, test } from 'vitest';
import type { BlobSegment } from '../engine/records.ts';
import { parseRange, sliceSegments } from './range.ts';

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
])('%s of 100 bytes', (header, range) => {
  expect(parseRange(header, 100)).toEqual(range);
});

test.each([undefined, '', 'bytes=-', 'bytes=5-2', 'bytes=0-1,5-6', 'lines=0-1', 'bytes=a-b'])(
  'a range of another form is ignored: %s',
  (header) => {
    expect(parseRange(header, 100)).toBeUndefined();
  },
);

test.each(['bytes=100-', 'bytes=200-300', 'bytes=-0'])('a range outside is refused: %s', (header) => {
  expect(() => parseRange(header, 100)).toThrow('not satisfiable');
});

test('a range over several blobs takes the right part of each', () => {
  const segments: BlobSegment[] = [
    ['a', 5, 10],
    ['b', 0, 10],
    ['c', 0, 10],
  ];
  expect(sliceSegments(segments, { start: 8, end: 21 })).toEqual([
    ['a', 13, 2],
    ['b', 0, 10],
    ['c', 0, 2],
  ]);
  expect(sliceSegments(segments, { start: 10, end: 10 })).toEqual([['b', 0, 1]]);
});
