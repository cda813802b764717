import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { boundedJson, cleanString, truncateUtf8 } from './clean.ts';
import { decodeText } from './decode.ts';
import { guessLanguage } from './language.ts';

const korean = '빨간 하이힐, 겨울 캠페인의 첫 문구입니다. New arrivals!';
const japanese = '冬のキャンペーンのコピーです。新しいハイヒール。';

describe('reading text', () => {
  it.each([
    ['utf-8', korean, 'utf-8'],
    ['cp949', korean, 'cp949'],
    ['cp949', '똠방각하 펲시콜라', 'cp949'],
    ['shift_jis', japanese, 'shift_jis'],
    ['windows-1252', 'Crème brûlée à la carte', 'windows-1252'],
    ['utf-16le', korean, 'utf-16le'],
    ['utf-16be', korean, 'utf-16be'],
  ])('finds out %s', (encoding, text, expected) => {
    expect(decodeText(iconv.encode(text, encoding))).toEqual({ text, encoding: expected });
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'])('drops the byte order mark of %s', (encoding) => {
    expect(decodeText(iconv.encode(korean, encoding, { addBOM: true }))).toEqual({ text: korean, encoding });
  });

  it('leaves out a character that is cut at the end of a part', () => {
    const bytes = Buffer.from('겨울');
    expect(decodeText(bytes.subarray(0, 5), { partial: true })?.text).toBe('겨');
    expect(decodeText(iconv.encode('겨울 캠페인', 'cp949').subarray(0, 10), { partial: true })?.text).toBe(
      '겨울 캠페',
    );
  });

  it('does not take binary content for text', () => {
    expect(decodeText(Uint8Array.from({ length: 500 }, (_, i) => (i * 37) % 256))).toBeUndefined();
    expect(decodeText(Uint8Array.from({ length: 500 }, (_, i) => 1 + ((i * 7) % 20)))).toBeUndefined();
  });
});

describe('guessing the language', () => {
  it.each([
    [korean, 'ko'],
    ['SUMMER SALE 최대 50% 할인 이벤트', 'ko'],
    [japanese, 'ja'],
    ['The quick brown fox jumps over the lazy dog', 'en'],
    ['Größe wählen, bitte schön, für äußerst müde Füße', undefined],
    ['1234 5678', undefined],
  ])('%s → %s', (text, language) => {
    expect(guessLanguage(text)).toBe(language);
  });
});

describe('making strings fit for storage', () => {
  it('removes what Postgres refuses and composes what macOS takes apart', () => {
    expect(cleanString('a\u0000b\uD800c')).toBe('ab\uFFFDc');
    expect(cleanString('👠')).toBe('👠');
    expect(cleanString('겨울'.normalize('NFD'))).toBe('겨울');
  });

  it('cuts between characters', () => {
    expect(truncateUtf8('겨울', 5)).toBe('겨');
    expect(truncateUtf8('👠👠', 7)).toBe('👠');
    expect(truncateUtf8('short', 5)).toBe('short');
  });

  it('keeps as many entries as fit, and only what JSON can hold', () => {
    const value = boundedJson(
      {
        name: 'x\u0000',
        big: 'y'.repeat(90),
        date: new Date(0),
        bytes: new Uint8Array(3),
        not: Number.NaN,
        last: 1,
      },
      90,
    );
    expect(value).toEqual({ name: 'x', date: '1970-01-01T00:00:00.000Z', bytes: '3 bytes', last: 1 });
  });
});
