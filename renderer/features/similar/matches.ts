/** Results that are fetched at once; the threshold then only chooses among them, without asking again. */
export const resultLimit = 300;

/** How many of the results, most similar first, reach a threshold. */
export function countAbove(results: readonly { similarity: number }[], threshold: number): number {
  let low = 0;
  let high = results.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((results[middle]?.similarity ?? 0) >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Similarity as a person reads it: whole per cent, 100 only for the same picture. */
export function similarityPercent(similarity: number): number {
  const percent = Math.round(Math.max(0, similarity) * 100);
  return percent >= 100 && similarity < 0.9995 ? 99 : Math.min(100, percent);
}

/**
 * Where the scale of the threshold ends for a search by words: the best picture is hardly ever more than 40 % like a
 * text, and with some models no more than 10 %, so that a scale up to 100 % would have nothing in most of it.
 */
export function wordsScale(best: number | null): number {
  return best === null ? 1 : Math.min(1, Math.max(0.1, Math.ceil(best * 10) / 10));
}
