import { describe, expect, it } from 'vitest';
import { restByRows, sparingly } from './sparingly.ts';

function counting(costMs: number) {
  const clock = { now: 0, runs: 0 };
  const ask = sparingly(
    async () => {
      clock.runs += 1;
      clock.now += costMs;
      return clock.runs;
    },
    { now: () => clock.now },
  );
  return { clock, ask };
}

describe('work that is done sparingly', () => {
  it('is done for everyone who asks when it costs nothing', async () => {
    const { clock, ask } = counting(0);
    await ask();
    await ask();
    expect(clock.runs).toBe(2);
  });

  it('rests for thirty times as long as it took', async () => {
    const { clock, ask } = counting(100);
    await ask();
    clock.now += 2999;
    expect(await ask()).toBe(1);
    clock.now += 1;
    expect(await ask()).toBe(2);
  });

  it('rests a second at most over few rows, however long it waited for its turn', async () => {
    const clock = { now: 0, runs: 0 };
    const ask = sparingly(
      async () => {
        clock.runs += 1;
        clock.now += 500;
        return { rows: clock.runs === 1 ? 51 : 1_000_000 };
      },
      { restAtMost: ({ rows }) => restByRows(rows), now: () => clock.now },
    );
    await ask();
    clock.now += 1000;
    await ask();
    expect(clock.runs).toBe(2);
    clock.now += 1000;
    await ask();
    expect(clock.runs).toBe(2);
  });

  it('is shared by those who ask at the same time', async () => {
    const { clock, ask } = counting(100);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(clock.runs).toBe(1);
  });

  it('is tried again after a failure', async () => {
    let fails = true;
    const ask = sparingly(async () => {
      if (fails) throw new Error('away');
      return 'here';
    });
    await expect(ask()).rejects.toThrow('away');
    fails = false;
    expect(await ask()).toBe('here');
  });
});
