import type { CheckStatus, FindingGroup, FindingKind } from '@shared/contract/check.ts';

/** As they are shown: what is lost first, what is only told last. */
const order: readonly FindingKind[] = [
  'missing_object',
  'bytes_differ',
  'size_differs',
  'missing_rendition',
  'orphan_object',
  'orphan_rendition',
  'stale_upload',
  'temp_leftover',
  'foreign_object',
];

/** What a file with the right bytes puts right. */
export const repairable: ReadonlySet<FindingKind> = new Set([
  'missing_object',
  'bytes_differ',
  'size_differs',
]);
/** What may be removed after its time. */
export const removable: ReadonlySet<FindingKind> = new Set([
  'orphan_object',
  'orphan_rendition',
  'stale_upload',
  'temp_leftover',
]);

export type Tone = 'danger' | 'warn' | 'quiet';

export function toneOf(kind: FindingKind): Tone {
  if (repairable.has(kind)) return 'danger';
  return kind === 'missing_rendition' || kind === 'orphan_object' ? 'warn' : 'quiet';
}

export function sortGroups(groups: readonly FindingGroup[]): FindingGroup[] {
  return groups.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

export const countOf = ({ open, quarantined, kept, unlisted }: FindingGroup): number =>
  open + quarantined + kept + unlisted;

export type Verdict = 'never' | 'running' | 'failed' | 'well' | 'problems';

/** What is to be said first. What another program keeps in the same place is no problem. */
export function verdictOf({ running, failed, last, groups }: CheckStatus): {
  verdict: Verdict;
  problems: number;
} {
  const problems = groups
    .filter(({ kind }) => kind !== 'foreign_object')
    .reduce((sum, { open, unlisted }) => sum + open + unlisted, 0);
  if (running !== null) return { verdict: 'running', problems };
  if (failed !== null) return { verdict: 'failed', problems };
  if (problems > 0) return { verdict: 'problems', problems };
  return { verdict: last === null ? 'never' : 'well', problems };
}
