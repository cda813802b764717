import { describe, expect, it } from 'vitest';
import { i18n, loadResources, startI18n } from './i18n.ts';

type Words = { [key: string]: string | Words };

/** Every key with its words; plural forms count as one key, for Korean has one form and English two. */
function flatten(words: Words, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : flatten(value, `${prefix}${key}.`),
  );
}
const withoutPlural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');
const keysOf = (words: Words): string[] =>
  [...new Set(flatten(words).map(([key]) => withoutPlural(key)))].toSorted();
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)/g)].flatMap(([, name]) => name ?? []))].toSorted();

const resources = loadResources();
const namespaces = [
  ...new Set([...Object.keys(resources.ko ?? {}), ...Object.keys(resources.en ?? {})]),
].toSorted();

describe.each(namespaces)('the words of %s', (namespace) => {
  const ko = resources.ko?.[namespace] ?? {};
  const en = resources.en?.[namespace] ?? {};

  it('are the same set in Korean and English', () => {
    expect(keysOf(en)).toEqual(keysOf(ko));
  });

  it('are never empty', () => {
    const empty = [...flatten(ko), ...flatten(en)].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it('have the plural forms of their language', () => {
    const forms = (words: Words): Map<string, string[]> => {
      const found = new Map<string, string[]>();
      for (const [key] of flatten(words)) {
        const base = withoutPlural(key);
        if (base !== key) found.set(base, [...(found.get(base) ?? []), key.slice(base.length)].toSorted());
      }
      return found;
    };
    for (const [key, found] of forms(ko)) expect([key, found]).toEqual([key, ['_other']]);
    for (const [key, found] of forms(en)) expect([key, found]).toEqual([key, ['_one', '_other']]);
  });

  it('fill in nothing in English that Korean does not', () => {
    const known = new Map<string, string[]>();
    for (const [key, text] of flatten(ko)) known.set(withoutPlural(key), placeholders(text));
    for (const [key, text] of flatten(en)) {
      const allowed = known.get(withoutPlural(key)) ?? [];
      expect([key, placeholders(text).filter((name) => !allowed.includes(name) && name !== 'count')]).toEqual(
        [key, []],
      );
    }
  });
});

describe('i18n', () => {
  it('writes numbers as the language does and changes it without a reload', async () => {
    startI18n('ko');
    expect(i18n.t('common:status.selected', { count: 1, total: 128_402 })).toBe('128,402개 중 1개 선택');
    await i18n.changeLanguage('en');
    expect(i18n.t('common:assets', { count: 1 })).toBe('1 asset');
    expect(i18n.t('common:assets', { count: 1200 })).toBe('1,200 assets');
  });
});
