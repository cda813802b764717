import { describe, expect, it } from 'vitest';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import { isDue } from './clearing.ts';
import { blank, type Entry } from './ledger.ts';

const day = 24 * 3600_000;
const arrived = new Date('2026-03-01T10:00:00Z');
const taken: Entry = {
  ...blank,
  path: 'a.jpg',
  size: 1,
  mtimeMs: 1,
  inode: '1',
  state: 'taken',
  sha256: 'a'.repeat(64),
  assetId: assetIdSchema.parse('00000000-0000-4000-8000-000000000001'),
  verifiedAt: arrived,
  updatedAt: arrived,
};
const threeDays = { kind: 'remove', days: 3 } as const;
const later = (days: number): Date => new Date(arrived.getTime() + days * day);

describe('the time of a local copy', () => {
  it('is over three days after the library had it, and not a moment before', () => {
    expect(isDue(taken, threeDays, later(2.999))).toBe(false);
    expect(isDue(taken, threeDays, later(3))).toBe(true);
  });

  it('is not over because a clock went back, nor ever where files stay', () => {
    expect(isDue(taken, threeDays, later(-400))).toBe(false);
    expect(isDue(taken, { kind: 'keep' }, later(1000))).toBe(false);
  });

  it('is over at once where files are moved', () => {
    expect(isDue(taken, { kind: 'move', subfolder: 'Uploaded' }, arrived)).toBe(true);
  });

  it.each([
    ['was there before and is nobody’s business', { state: 'known' }],
    ['is on its way', { state: 'taking' }],
    ['has failed', { state: 'failed' }],
    ['was given up by a person', { state: 'cancelled' }],
    ['has no asset', { assetId: null }],
    ['has no known content', { sha256: null }],
    ['was cleared already', { clearedAt: arrived }],
    ['is gone', { goneAt: arrived }],
  ] as const)('never ends while the file %s', (_why, change) => {
    expect(isDue({ ...taken, ...change }, threeDays, later(1000))).toBe(false);
  });
});
