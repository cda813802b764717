import { describe, expect, it } from 'vitest';
import { Lanes, lanesFor } from './lanes.ts';

const MiB = 1024 * 1024;
const never = new AbortController().signal;

describe('parts that go at once', () => {
  it.each([
    ['a telephone', 0.2 * MiB, 2],
    ['an office line', 6 * MiB, 3],
    ['a local network', 100 * MiB, 6],
  ])('are as many as suit %s', (_, speed, lanes) => {
    expect(lanesFor(speed, 8 * MiB)).toBe(lanes);
  });

  it('become fewer when the line is seen to be slow, and more when it is fast', async () => {
    const lanes = new Lanes();
    for (let part = 0; part < 4; part += 1) await lanes.enter(never);
    for (let part = 0; part < 4; part += 1) lanes.leave(8 * MiB, 0, 40_000);
    expect(lanes.open).toBe(2);
    for (let part = 0; part < 2; part += 1) await lanes.enter(never);
    for (let part = 0; part < 2; part += 1) lanes.leave(8 * MiB, 40_000, 40_100);
    expect(lanes.open).toBe(6);
  });

  it('wait for a free lane, or until they are not wanted any more', async () => {
    const lanes = new Lanes();
    for (let part = 0; part < 4; part += 1) await lanes.enter(never);
    const leaving = new AbortController();
    const fifth = lanes.enter(leaving.signal);
    leaving.abort(new Error('cancelled'));
    await expect(fifth).rejects.toThrow('cancelled');
    const sixth = lanes.enter(never);
    lanes.leave(8 * MiB, 0, 100);
    await sixth;
  });
});
