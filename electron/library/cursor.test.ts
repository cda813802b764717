import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';

const place = ['2026-01-02 03:04:05.678901', 'c0ffee00-1111-4222-8333-444455556666'];

describe('a cursor', () => {
  it('gives back the place it was made at, microseconds and all', () => {
    expect(decodeCursor('created', encodeCursor('created', place))).toEqual(place);
    const name = ['겨울 "히어로"', 'c0ffee00-1111-4222-8333-444455556666'];
    expect(decodeCursor('name', encodeCursor('name', name))).toEqual(name);
  });

  it.each([
    ['of another sort', encodeCursor('size', ['1', 'x'])],
    ['with too few values', encodeCursor('created', ['1', '2', '3'])],
    ['that is no cursor', 'drop table'],
    ['that is empty', ''],
  ])('%s is refused', (_, cursor) => {
    expect(() => decodeCursor('created', cursor)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});
