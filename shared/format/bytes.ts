const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** Bytes as Finder counts them (1 KB = 1000 bytes): `0 B`, `812 B`, `8.4 MB`, `312 GB`. One decimal below 100 from MB on. */
export function formatBytes(bytes: number, locale: string): string {
  let value = Math.max(0, bytes);
  let step = 0;
  // 999.95 would be written as 1,000 of the smaller unit.
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const unit = units[step] ?? 'byte';
  if (unit === 'byte') return `${formatter(locale, 0).format(Math.round(value))} B`;
  return `${formatter(locale, step >= 2 && value < 100 ? 1 : 0).format(value)} ${symbols[unit]}`;
}

const symbols = { kilobyte: 'KB', megabyte: 'MB', gigabyte: 'GB', terabyte: 'TB', petabyte: 'PB' } as const;

const cache = new Map<string, Intl.NumberFormat>();
function formatter(locale: string, digits: number): Intl.NumberFormat {
  const key = `${locale}:${digits}`;
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  cache.set(key, made);
  return made;
}
