import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { z } from 'zod';

export type UiLanguage = 'ko' | 'en';

const files = import.meta.glob<unknown>('../locales/*/*.json', { eager: true, import: 'default' });

type Words = { [key: string]: string | Words };
const wordsSchema: z.ZodType<Words> = z.lazy(() => z.record(z.string(), z.union([z.string(), wordsSchema])));

/** `{ko: {common: {…}, …}, en: {…}}` out of `locales/<language>/<namespace>.json`. */
export function loadResources(): Record<string, Record<string, Words>> {
  const resources: Record<string, Record<string, Words>> = {};
  for (const [path, words] of Object.entries(files)) {
    const [, language = '', namespace = ''] = /\/([a-z]+)\/([a-z-]+)\.json$/.exec(path) ?? [];
    resources[language] ??= {};
    resources[language][namespace] = wordsSchema.parse(words);
  }
  return resources;
}

export const i18n = createInstance();

/** Starts with a language; everything is in memory, so the first render has its words. */
export function startI18n(language: UiLanguage): void {
  void i18n.use(initReactI18next).init({
    resources: loadResources(),
    lng: language,
    fallbackLng: 'ko',
    defaultNS: 'common',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  });
}
