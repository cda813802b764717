import { describe, expect, it } from 'vitest';
import { pagesAround, placeOf } from './neighbour.ts';

describe('pages of neighbours', () => {
  it('covers a place at the edge of a page with both pages', () => {
    expect(pagesAround(98, 102, 100, 5)).toEqual([0, 1]);
    expect(pagesAround(40, 44, 100, 5)).toEqual([0]);
  });

  it('stays within the list', () => {
    expect(pagesAround(-2, 2, 100, 1)).toEqual([0]);
    expect(pagesAround(98, 102, 100, 1)).toEqual([0]);
    expect(pagesAround(0, 4, 100, 0)).toEqual([]);
  });
});

describe('finding the shown asset again', () => {
  const at = (list: string) => (index: number) => list[index];

  it('stays where it is', () => {
    expect(placeOf('c', 2, at('abcde'), 5)).toBe(2);
  });

  it('follows it when others came before it or went', () => {
    expect(placeOf('c', 2, at('xyabcde'), 7)).toBe(4);
    expect(placeOf('c', 2, at('cde'), 3)).toBe(0);
  });

  it('keeps its place when it left the list, within the list', () => {
    expect(placeOf('c', 2, at('abde'), 4)).toBe(2);
    expect(placeOf('e', 4, at('abcd'), 4)).toBe(3);
  });
});
