import type { Filters } from '@shared/domain/query.ts';

/** Filters with one of them set, or taken away by undefined. */
export function withFilter<K extends keyof Filters>(
  filters: Filters,
  key: K,
  value: NonNullable<Filters[K]> | undefined,
): Filters {
  const { [key]: _before, ...others } = filters;
  return value === undefined ? others : { ...others, [key]: value };
}

/** A list with one value put in or taken out; undefined when nothing is left, as filters want it. */
export function toggled<T>(values: readonly T[] | undefined, value: T): T[] | undefined {
  const others = (values ?? []).filter((other) => other !== value);
  if (others.length === (values ?? []).length) return [...others, value];
  return others.length === 0 ? undefined : others;
}

export const filterCount = (filters: Filters): number => Object.keys(filters).length;

export const datePresets = ['today', 'week', 'month', 'year'] as const;
export type DatePreset = (typeof datePresets)[number];
type Created = NonNullable<Filters['created']>;

function startOfDay(year: number, month: number, day: number): string {
  return new Date(year, month, day).toISOString();
}

/** Assets added today, within the last 7 or 30 days, or this year, by the local calendar. */
export function presetRange(preset: DatePreset, now: Date): Created {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  switch (preset) {
    case 'today':
      return { from: startOfDay(year, month, day) };
    case 'week':
      return { from: startOfDay(year, month, day - 6) };
    case 'month':
      return { from: startOfDay(year, month, day - 29) };
    case 'year':
      return { from: startOfDay(year, 0, 1) };
  }
}

/** The preset that a range is; null for one of one's own. */
export function presetOf(created: Created | undefined, now: Date): DatePreset | null {
  if (created === undefined || created.to !== undefined) return null;
  return datePresets.find((preset) => presetRange(preset, now).from === created.from) ?? null;
}

/** A range of whole local days, both included, from the values of date fields; an empty field leaves its side open. */
export function rangeOfDays(first: string, last: string): Created | undefined {
  const range: Created = {};
  const from = parseDay(first);
  const to = parseDay(last);
  if (from !== null) range.from = startOfDay(...from);
  if (to !== null) range.to = startOfDay(to[0], to[1], to[2] + 1);
  return range.from === undefined && range.to === undefined ? undefined : range;
}

/** The values of date fields for a range. */
export function daysOfRange(created: Created | undefined): { first: string; last: string } {
  return {
    first: created?.from === undefined ? '' : formatDay(new Date(created.from)),
    last: created?.to === undefined ? '' : formatDay(new Date(new Date(created.to).getTime() - 1)),
  };
}

function parseDay(value: string): [year: number, month: number, day: number] | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  return year === undefined || month === undefined || day === undefined
    ? null
    : [Number(year), Number(month) - 1, Number(day)];
}

function formatDay(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const megabyte = 1_000_000;
/** Steps of the file size filter in bytes; an absent side is open. */
export const sizePresets = [
  { id: 'small', range: { max: megabyte } },
  { id: 'medium', range: { min: megabyte, max: 10 * megabyte } },
  { id: 'large', range: { min: 10 * megabyte, max: 100 * megabyte } },
  { id: 'huge', range: { min: 100 * megabyte } },
] as const satisfies readonly { id: string; range: NonNullable<Filters['size']> }[];

export function sizePresetOf(size: Filters['size']): (typeof sizePresets)[number]['id'] | null {
  const same = (a: { min?: number; max?: number }): boolean => a.min === size?.min && a.max === size?.max;
  return size === undefined ? null : (sizePresets.find(({ range }) => same(range))?.id ?? null);
}

/** `image/svg+xml` as `SVG`, `application/vnd.…wordprocessingml.document` as `DOCX`. */
export function formatName(mime: string): string {
  return knownFormats[mime] ?? (mime.split('/')[1] ?? mime).replace(/^x-|^vnd\.|\+.*$/g, '').toUpperCase();
}

const office = 'application/vnd.openxmlformats-officedocument';
const knownFormats: Record<string, string> = {
  'audio/mpeg': 'MP3',
  'audio/mp4': 'M4A',
  'video/quicktime': 'MOV',
  'video/x-matroska': 'MKV',
  'text/plain': 'TXT',
  'text/markdown': 'MD',
  'image/vnd.adobe.photoshop': 'PSD',
  'application/postscript': 'AI',
  'application/msword': 'DOC',
  'application/octet-stream': 'BIN',
  'font/collection': 'TTC',
  'application/vnd.oasis.opendocument.text': 'ODT',
  'application/vnd.oasis.opendocument.spreadsheet': 'ODS',
  'application/vnd.oasis.opendocument.presentation': 'ODP',
  [`${office}.wordprocessingml.document`]: 'DOCX',
  [`${office}.presentationml.presentation`]: 'PPTX',
  [`${office}.spreadsheetml.sheet`]: 'XLSX',
};
