const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}:${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  cache.set(key, made);
  return made;
}

const koreanPeriods: Record<string, string> = { AM: '오전', PM: '오후' };

/** As `Intl` writes it, but 오전 and 오후 in Korean, where some versions of its data say AM and PM. */
function write(then: Date, locale: string, options: Intl.DateTimeFormatOptions): string {
  return formatter(locale, options)
    .formatToParts(then)
    .map(({ type, value }) =>
      type === 'dayPeriod' && locale.startsWith('ko') ? (koreanPeriods[value] ?? value) : value,
    )
    .join('');
}

/** Calendar days from `then` to `now` in the local time zone; negative for the future. */
function daysBetween(then: Date, now: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(now) - midnight(then)) / 86_400_000);
}

/** `오늘`, `어제`, `내일` or null. */
function nearDay(days: number, locale: string): string | null {
  if (days < 0 || days > 1) return null;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day');
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}

/** A heading for one day: `오늘`, `어제`, `11월 20일 금요일`, with the year when it is another one. `day` is YYYY-MM-DD. */
export function formatDayHeading(day: string, locale: string, now: Date = new Date()): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  const then = new Date(year, month - 1, date);
  const near = nearDay(daysBetween(then, now), locale);
  if (near !== null) return near;
  return formatter(locale, {
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    ...(year !== now.getFullYear() && { year: 'numeric' }),
  }).format(then);
}

/** Date and time for a fact in the inspector: `어제 오후 4:12`, `2026년 11월 20일 오후 4:12`. `iso` is ISO 8601. */
export function formatDateTime(iso: string, locale: string, now: Date = new Date()): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return '';
  const near = nearDay(daysBetween(then, now), locale);
  const time = write(then, locale, { timeStyle: 'short' });
  if (near !== null) return `${near} ${time}`;
  return write(then, locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A day without the time: `2026. 11. 20.`, `Nov 20, 2026`. */
export function formatDate(iso: string, locale: string): string {
  const then = new Date(iso);
  return Number.isNaN(then.getTime()) ? '' : formatter(locale, { dateStyle: 'medium' }).format(then);
}
