import { describe, expect, it } from 'vitest';
import { type TreeLine, treeMove, typeAhead } from './tree-keys.ts';

const lines: TreeLine[] = [
  { key: 'all', level: 1, expanded: null, text: '전체 자산' },
  { key: 'winter', level: 1, expanded: true, text: '한겨울' },
  { key: 'lookbook', level: 2, expanded: null, text: '윈터 룩북' },
  { key: 'acme', level: 1, expanded: false, text: 'Acme Coffee' },
  { key: 'acorn', level: 1, expanded: null, text: 'Acorn' },
];

describe('treeMove', () => {
  it('goes up and down and stops at the ends', () => {
    expect(treeMove(lines, 'all', 'ArrowDown')).toEqual({ kind: 'focus', key: 'winter' });
    expect(treeMove(lines, 'all', 'ArrowUp')).toBeNull();
    expect(treeMove(lines, 'acorn', 'ArrowDown')).toBeNull();
    expect(treeMove(lines, 'acorn', 'Home')).toEqual({ kind: 'focus', key: 'all' });
    expect(treeMove(lines, 'all', 'End')).toEqual({ kind: 'focus', key: 'acorn' });
  });

  it('opens with the right arrow, then goes in; closes with the left, from a child goes out', () => {
    expect(treeMove(lines, 'acme', 'ArrowRight')).toEqual({ kind: 'expand', key: 'acme' });
    expect(treeMove(lines, 'winter', 'ArrowRight')).toEqual({ kind: 'focus', key: 'lookbook' });
    expect(treeMove(lines, 'winter', 'ArrowLeft')).toEqual({ kind: 'collapse', key: 'winter' });
    expect(treeMove(lines, 'lookbook', 'ArrowLeft')).toEqual({ kind: 'focus', key: 'winter' });
    expect(treeMove(lines, 'all', 'ArrowLeft')).toBeNull();
  });
});

describe('typeAhead', () => {
  it('goes to the next line that begins with a letter, round and round', () => {
    expect(typeAhead(lines, 'all', 'a')).toBe('acme');
    expect(typeAhead(lines, 'acme', 'a')).toBe('acorn');
    expect(typeAhead(lines, 'acorn', 'a')).toBe('acme');
  });

  it('stays while a longer word still matches', () => {
    expect(typeAhead(lines, 'acme', 'ac')).toBe('acme');
    expect(typeAhead(lines, 'acme', 'aco')).toBe('acorn');
  });

  it('reads Korean however it is composed, and finds nothing where there is nothing', () => {
    expect(typeAhead(lines, 'all', '한'.normalize('NFD'))).toBe('winter');
    expect(typeAhead(lines, 'all', 'z')).toBeNull();
  });
});
