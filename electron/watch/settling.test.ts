import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Seen, Settling } from './settling.ts';

const seen = (size: number, mtimeMs = 1): Seen => ({ size, mtimeMs, inode: '1' });

describe('waiting for a file to stop changing', () => {
  it('never takes it at the first look, however old it claims to be', () => {
    expect(new Settling(1000).observe('a', seen(5, 0), 1e9)).toBe(false);
  });

  it('takes it when nothing changed for the quiet time', () => {
    const settling = new Settling(1000);
    settling.observe('a', seen(5), 0);
    expect(settling.observe('a', seen(5), 999)).toBe(false);
    expect(settling.observe('a', seen(5), 1000)).toBe(true);
    expect(settling.count).toBe(0);
  });

  it('begins anew when only the time changes, forward or back', () => {
    const settling = new Settling(1000);
    settling.observe('a', seen(5, 100), 0);
    expect(settling.observe('a', seen(5, 50), 1000)).toBe(false);
    expect(settling.observe('a', seen(5, 50), 2999)).toBe(false);
    expect(settling.observe('a', seen(5, 50), 3000)).toBe(true);
  });

  it('is twice as patient as the writer is slow, but not for ever', () => {
    const settling = new Settling(1000);
    settling.observe('a', seen(1), 0);
    settling.observe('a', seen(2, 2), 5000);
    expect(settling.nextLook()).toBe(15_000);
    settling.observe('a', seen(3, 3), 500_000);
    expect(settling.nextLook()).toBe(560_000);
  });

  it('waits for an empty file until it has content, then no longer than for others', () => {
    const settling = new Settling(1000);
    settling.observe('a', seen(0), 0);
    expect(settling.observe('a', seen(0), 120_000)).toBe(false);
    settling.observe('a', seen(9, 2), 130_000);
    expect(settling.observe('a', seen(9, 2), 131_000)).toBe(true);
  });

  it('looks at a file that stays empty once a minute, and no longer says that it waits for it', () => {
    const settling = new Settling(1000);
    settling.observe('a', seen(0), 0);
    expect([settling.count, settling.nextLook()]).toEqual([1, 60_000]);
    settling.observe('a', seen(0), 60_000);
    expect([settling.count, settling.nextLook(), settling.due(60_000)]).toEqual([0, 120_000, []]);
    settling.observe('a', seen(9, 2), 120_000);
    expect(settling.count).toBe(1);
  });

  it('tells what is to be looked at, and when', () => {
    const settling = new Settling(1000);
    settling.observe('a', seen(1), 0);
    settling.observe('b', seen(1), 400);
    expect([settling.nextLook(), settling.due(1000), settling.due(1400)]).toEqual([1000, ['a'], ['a', 'b']]);
  });

  it('takes a file only as it was for at least the quiet time, whatever the looks are', () => {
    const look = fc.record({
      after: fc.integer({ min: 1, max: 3000 }),
      size: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        const settling = new Settling(1000);
        let now = 0;
        let [size, since] = [-1, 0];
        for (const each of looks) {
          now += each.after;
          if (each.size !== size) [size, since] = [each.size, now];
          if (settling.observe('a', seen(each.size), now)) {
            expect(size).toBeGreaterThan(0);
            expect(now - since).toBeGreaterThanOrEqual(1000);
            size = -1;
          }
        }
      }),
      { seed: 7 },
    );
  });
});
