import { formatBytes } from '@shared/format/bytes.ts';
import { formatWait } from '@shared/format/duration.ts';
import { i18n } from '../../../app/i18n.ts';
import type { PlainFacts } from './words.ts';

type Write = (value: string | number | boolean, locale: string) => string | null;

const counted =
  (key: 'assets' | 'brands' | 'buckets' | 'dimensions'): Write =>
  (value) =>
    typeof value === 'number' ? i18n.t(`connection:fact.${key}`, { count: value }) : null;
const named =
  (key: 'pgvector' | 'region' | 'status' | 'required' | 'version'): Write =>
  (value) =>
    value === '' || typeof value === 'boolean' ? null : i18n.t(`connection:fact.${key}`, { value });
const bytes =
  (key: 'size' | 'free'): Write =>
  (value, locale) =>
    typeof value === 'number'
      ? i18n.t(`connection:fact.${key}`, { value: formatBytes(value, locale) })
      : null;

/** What a check tells, in the order in which it is shown. What is not listed here is for the log, not for people. */
const writers: readonly (readonly [name: string, write: Write])[] = [
  ['assets', counted('assets')],
  ['brands', counted('brands')],
  ['buckets', counted('buckets')],
  ['pgvector', named('pgvector')],
  ['dimensions', counted('dimensions')],
  ['text', (value) => i18n.t(value === true ? 'connection:fact.text' : 'connection:fact.noText')],
  ['databaseBytes', bytes('size')],
  ['sizeBytes', bytes('size')],
  ['usedBytes', bytes('size')],
  ['freeBytes', bytes('free')],
  ['region', named('region')],
  [
    'skewSeconds',
    (value, locale) =>
      typeof value === 'number' && value !== 0
        ? i18n.t('connection:fact.skew', { value: formatWait(Math.abs(value) * 1000, locale) })
        : null,
  ],
  ['status', named('status')],
  ['version', named('version')],
  ['required', named('required')],
];

/** Of a failed test only what says how bad it is; the rest is in its words. */
const ofFailures: ReadonlySet<string> = new Set([
  'skewSeconds',
  'status',
  'version',
  'required',
  'dimensions',
]);

export const failureChips = (details: PlainFacts, locale: string): string[] =>
  factChips(Object.fromEntries(Object.entries(details).filter(([name]) => ofFailures.has(name))), locale);

/** Facts as short labels: `12,431 assets`, `pgvector 0.8.1`. */
export function factChips(facts: PlainFacts, locale: string): string[] {
  return writers.flatMap(([name, write]) => {
    const value = facts[name];
    if (value === undefined || value === null) return [];
    const text = write(value, locale);
    return text === null ? [] : [text];
  });
}
