import type { Relocation } from '@shared/contract/relocation.ts';
import { describe, expect, it } from 'vitest';
import { isUnderWay, isWaiting, shareDone } from './use-relocation.ts';

const move = (changes: Partial<Relocation>): Relocation => ({
  id: '0193f9b0-0000-7000-8000-000000000000',
  from: 'local',
  to: 'local',
  fromName: 'a',
  toName: 'b',
  state: 'copying',
  assets: 10,
  assetsDone: 5,
  assetsPresent: 0,
  bytes: 1000,
  bytesDone: 250,
  bytesPerSecond: null,
  secondsLeft: null,
  verified: 0,
  problems: [],
  problemCount: 0,
  startedAt: '2026-11-20T00:00:00Z',
  finishedAt: null,
  reason: null,
  ...changes,
});

describe('how far a move is', () => {
  it('goes by bytes, by assets where there are none, and is nothing where there is nothing', () => {
    expect(shareDone(move({}))).toBe(0.25);
    expect(shareDone(move({ bytes: 0, bytesDone: 0 }))).toBe(0.5);
    expect(shareDone(move({ bytes: 0, assets: 0, assetsDone: 0 }))).toBe(0);
    expect(shareDone(move({ bytesDone: 1200 }))).toBe(1);
  });

  it('is under way until it is done or given up', () => {
    expect(
      (['copying', 'verifying', 'paused', 'failed'] as const).map((state) => isUnderWay(move({ state }))),
    ).toEqual([true, true, true, true]);
    expect((['done', 'cancelled'] as const).map((state) => isUnderWay(move({ state })))).toEqual([
      false,
      false,
    ]);
  });

  it('waits for the servers only when they are the reason of the pause', () => {
    expect(isWaiting(move({ state: 'paused', reason: 'offline' }))).toBe(true);
    expect(isWaiting(move({ state: 'paused' }))).toBe(false);
    expect(isWaiting(move({ state: 'failed', reason: 'disk_full' }))).toBe(false);
  });
});
