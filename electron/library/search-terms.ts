/**
 * The query half of the search index (`sparklio.search_terms` is the other): what a person typed, as terms
 * that the index must hold and as pieces that the text must contain.
 */
export interface SearchCondition {
  /** Bigrams and single syllables; an asset must have all of them. */
  readonly terms: string[];
  /** `LIKE` patterns for what terms alone do not prove, such as the order of bigrams. */
  readonly patterns: string[];
}

/** Scripts whose single characters are terms of their own; the same ranges as in the database. */
const SYLLABLE = /^[\u1100-\u11FF\u3040-\u30FF\u3130-\u318F\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF]$/u;

/** Width, composition and case folded, white space single: as `sparklio.search_normal` does it. No text has a NUL. */
export function normalizeSearch(text: string): string {
  return text.replaceAll('\0', '').normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** Words are separated by white space and must all occur. Null when there is nothing to search for. */
export function searchCondition(text: string): SearchCondition | null {
  const normal = normalizeSearch(text);
  if (normal === '') return null;
  const terms = new Set<string>();
  const patterns = new Set<string>();
  for (const word of normal.split(' ')) {
    const characters = [...word];
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1];
      if (next !== undefined) terms.add(character + next);
    }
    const single = characters.length === 1;
    if (single && SYLLABLE.test(word)) terms.add(word);
    else if (single || characters.length > 2) patterns.add(`%${escapeLike(word)}%`);
  }
  return { terms: [...terms], patterns: [...patterns] };
}

/** Takes the meaning of wildcards away from `%`, `_` and `\`. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
