import { describe, expect, it } from 'vitest';
import { lineSchema, oneLine, plainText, withoutHidden } from './visible-text.ts';

const readable = (text: string): string =>
  text.replace(/[^ -~]/gu, (sign) => `U+${sign.codePointAt(0)?.toString(16)} `);

describe('what nobody sees', () => {
  it.each([
    ['marks that turn the direction', 'invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['isolates of a direction', '\u2066a\u2067b\u2068c\u2069', 'abc'],
    ['marks of a direction', '\u200ehero\u200f\u061c.png', 'hero.png'],
    ['a mark that an address bar or a chat puts in front', '\u202a/srv/hero.png\u202c', '/srv/hero.png'],
    ['spaces without width', 'he\u200bro\u2060\ufeff', 'hero'],
    ['hyphens and joins that show only at the end of a line', 'he\u00adro\u034f', 'hero'],
    ['blank letters', '\u3164\uffa0', ''],
    ['joiners between letters that never join', 'he\u200dro 겨\u200c울 春\u200d夏', 'hero 겨울 春夏'],
    ['joiners that join nothing', '\u200d👩\u200d\u200d', '👩'],
    ['one joiner more', 'می\u200c\u200cروم', 'می\u200cروم'],
    ['forms of nothing', '\ufe0f❤\ufe0f\ufe01', '❤\ufe0f'],
    ['letters of flags that are no flag', 'hi\u{e0068}\u{e0069}', 'hi'],
    ['annotations', 'a\ufff9b\ufffac\ufffb', 'abc'],
  ])('is taken away: %s', (_what, given, left) => {
    expect(readable(withoutHidden(given))).toBe(readable(left));
  });

  it.each([
    ['a family', '👨\u200d👩\u200d👧\u200d👦.png'],
    ['hearts and flags', '❤\ufe0f\u200d🔥 🏴\u200d☠\ufe0f 🏳\ufe0f\u200d🌈'],
    ['people of a skin and a calling', '🧑🏽\u200d⚕\ufe0f 🏃🏽\u200d♂\ufe0f\u200d➡\ufe0f'],
    ['flags of regions', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['keys', '1\ufe0f\u20e3'],
    ['Persian', 'می\u200cخواهم PDF\u200cها ۲۰\u200cساله'],
    ['Arabic letters in the form of their middle', 'ه\u200d'],
    ['Hindi, Bengali and Malayalam', 'क्\u200dष क्\u200cष র\u200d্য ന്\u200d'],
    ['Sinhala', 'ශ්\u200dරී ලංකා'],
    ['rare forms of a Chinese character', '葛\u{e0100}'],
    ['old Hangul', '\u115f\u1161'],
    ['Hebrew and Arabic', 'שלום مرحبا'],
  ])('stays where it is part of the writing: %s', (_what, text) => {
    expect(readable(withoutHidden(text))).toBe(readable(text));
  });
});

describe('a typed name', () => {
  it('is composed, and has nothing around it', () => {
    expect(plainText(' \u200b 겨울  세일 \u202c'.normalize('NFD'))).toBe('겨울  세일');
    expect(oneLine('\ufeff겨울\n\t\u200b 세일 ')).toBe('겨울 세일');
  });

  it('is refused where nothing is left of it, or more than fits', () => {
    const schema = lineSchema(5);
    expect(schema.parse('\u200bspring'.slice(0, 6))).toBe('sprin');
    expect(schema.safeParse('\u200e\u200b ').success).toBe(false);
    expect(schema.safeParse('spring').success).toBe(false);
    expect(schema.safeParse('a\u0007b').success).toBe(false);
    expect(schema.safeParse('a\ud800').success).toBe(false);
  });
});
