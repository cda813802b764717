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
