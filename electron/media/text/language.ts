export type Language = 'ko' | 'en' | 'ja';

const SAMPLE = 20_000;
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/**
 * The language a text is mainly in, by its scripts; undefined when it is none of the three or too short to say.
 * A syllable or kana carries about as much as three Latin letters, hence the weights.
 */
export function guessLanguage(text: string): Language | undefined {
  const sample = text.slice(0, SAMPLE);
  const hangul = count(sample, /[\u1100-\u11FF\u3131-\u318E\uAC00-\uD7A3]/g) * 3;
  const kana = count(sample, /[\u3041-\u3096\u30A1-\u30FA]/g) * 3;
  const latin = count(sample, /[A-Za-z]/g);
  const accented = count(sample, /[\u00C0-\u024F]/g);
  const total = hangul + kana + latin + accented;
  if (total < 6) return undefined;
  if (hangul >= total * 0.3 && hangul >= kana) return 'ko';
  if (kana >= total * 0.3) return 'ja';
  // Accents in any number are another European language, which is not told apart here.
  return latin >= total * 0.9 && accented <= total * 0.01 ? 'en' : undefined;
}
