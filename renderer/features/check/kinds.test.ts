import type { CheckStatus, FindingGroup } from '@shared/contract/check.ts';
import { describe, expect, it } from 'vitest';
import { countOf, sortGroups, verdictOf } from './kinds.ts';

const group = (kind: FindingGroup['kind'], counts: Partial<FindingGroup> = {}): FindingGroup => ({
  kind,
  open: 0,
  quarantined: 0,
  kept: 0,
  bytes: 0,
  unlisted: 0,
  ...counts,
});
const status = (change: Partial<CheckStatus>): CheckStatus => ({
  running: null,
  last: null,
  verified: null,
  unfinished: null,
  failed: null,
  groups: [],
  graceDays: 7,
  ...change,
});
const last = { finishedAt: '2026-01-01T00:00:00.000Z', durationMs: 1, assets: 1, objects: 1, bytes: 1 };

describe('what a check comes to', () => {
  it('is nothing before the first one', () => {
    expect(verdictOf(status({})).verdict).toBe('never');
  });

  it('is well where nothing is open but what belongs to other programs', () => {
    const groups = [group('foreign_object', { open: 9 }), group('orphan_rendition', { quarantined: 3 })];
    expect(verdictOf(status({ last, groups }))).toEqual({ verdict: 'well', problems: 0 });
  });

  it('counts what is open, and what was too much to write down', () => {
    const groups = [group('missing_object', { open: 2, unlisted: 5 }), group('orphan_object', { kept: 1 })];
    expect(verdictOf(status({ last, groups }))).toEqual({ verdict: 'problems', problems: 7 });
    expect(groups.map(countOf)).toEqual([7, 1]);
  });

  it('tells first of what runs, then of what broke off', () => {
    expect(verdictOf(status({ last, failed: 'offline' })).verdict).toBe('failed');
  });

  it('names what is lost before what is left over', () => {
    const groups = [group('foreign_object'), group('orphan_object'), group('missing_object')];
    expect(sortGroups(groups).map(({ kind }) => kind)).toEqual([
      'missing_object',
      'orphan_object',
      'foreign_object',
    ]);
  });
});
