/** While a part answers it is looked at this often. */
export const steadyMs = 15_000;
const firstMs = 1000;

/**
 * Milliseconds until the next look at a part that missed `misses` looks in a row: doubling from one second up to
 * the steady rate, with a quarter of chance either way, so that many desktops do not come back in step.
 */
export function nextLookMs(misses: number, random: () => number = Math.random): number {
  if (misses === 0) return steadyMs;
  const base = Math.min(steadyMs, firstMs * 2 ** (misses - 1));
  return Math.round(base * (0.75 + random() / 2));
}
