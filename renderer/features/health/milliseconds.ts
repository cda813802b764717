/** A latency as it is read: `0.8 ms`, `12 ms`, `1.2 s`. */
export function millisecondsText(ms: number, locale: string): string {
  const digits = ms < 10 || ms >= 1000 ? 1 : 0;
  const write = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  return ms >= 1000 ? `${write.format(ms / 1000)} s` : `${write.format(ms)} ms`;
}
