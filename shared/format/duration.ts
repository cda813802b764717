/** Play time of a video or audio: `0:32`, `12:05`, `1:02:09`. */
export function formatPlayTime(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

type Unit = 'second' | 'minute' | 'hour' | 'day';

function amount(value: number, unit: Unit, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

/** A wait in one rough unit, rounded up: `45초`, `2분`, `3 hours`. Seconds go in steps of five, so that the figure is calm. */
export function formatWait(ms: number, locale: string): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 10) return amount(seconds, 'second', locale);
  if (seconds <= 55) return amount(Math.ceil(seconds / 5) * 5, 'second', locale);
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return amount(minutes, 'minute', locale);
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? amount(hours, 'hour', locale) : amount(Math.ceil(hours / 24), 'day', locale);
}
