/** What was typed as a port: null for none, which lets the app choose one that is free. */
export function portOf(text: string): number | null | 'wrong' {
  const typed = text.trim();
  if (typed === '') return null;
  if (!/^\d{1,5}$/.test(typed)) return 'wrong';
  const port = Number(typed);
  return port >= 1024 && port <= 65_535 ? port : 'wrong';
}
