import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlLines } from './sql-lines.ts';

const joined = (sql: string): string =>
  sqlLines(sql)
    .map(({ tokens }) => tokens.map(({ text }) => text).join(''))
    .join('\n');

describe('sqlLines', () => {
  it('tells comments, words and texts apart, line by line', () => {
    const lines = sqlLines("-- queue\ncreate schema x; -- 'no text'\nselect 'a''b'");
    expect(lines.map(({ tokens }) => tokens.map(({ text, kind }) => ({ text, kind })))).toEqual([
      [{ text: '-- queue', kind: 'comment' }],
      [
        { text: 'create', kind: 'keyword' },
        { text: ' ', kind: 'plain' },
        { text: 'schema', kind: 'keyword' },
        { text: ' x; ', kind: 'plain' },
        { text: "-- 'no text'", kind: 'comment' },
      ],
      [
        { text: 'select', kind: 'keyword' },
        { text: ' ', kind: 'plain' },
        { text: "'a''b'", kind: 'string' },
      ],
    ]);
  });

  it('numbers lines and places, so that each has a name of its own', () => {
    expect(sqlLines('a\nselect b')).toMatchObject([
      { number: 1, tokens: [{ at: 0 }] },
      { number: 2, tokens: [{ at: 0 }, { at: 6 }] },
    ]);
  });

  it('shows exactly the text that would run, whatever it is', () => {
    const piece = fc.constantFrom(
      "'",
      '-',
      '--',
      '/*',
      '*/',
      '\n',
      ' ',
      'create',
      '$$',
      'é',
      '"',
      '1',
      ';',
      '한',
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (sql) => {
          expect(joined(sql)).toBe(sql);
        },
      ),
    );
  });
});
