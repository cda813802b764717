import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CopyRuns } from './copy-runs.ts';

const quiet = (): void => undefined;

describe('runs of copies', () => {
  it('are known by the folder they went to, the last fifty', async () => {
    const runs = new CopyRuns(quiet);
    const [first, second] = [randomUUID(), randomUUID()];
    await runs.during(first, '/a', async () => undefined);
    await runs.during(second, '/b', async () => undefined);
    expect([runs.folderOf(first), runs.folderOf(second)]).toEqual(['/a', '/b']);
    for (let n = 0; n < 49; n++) await runs.during(randomUUID(), '/c', async () => undefined);
    expect([runs.folderOf(first), runs.folderOf(second)]).toEqual([null, '/b']);
    expect([runs.folderOf(null), runs.folderOf(randomUUID())]).toEqual([null, null]);
  });

  it('end when they are cancelled, each by itself', async () => {
    const runs = new CopyRuns(quiet);
    const [one, other] = [randomUUID(), randomUUID()];
    const aborted = (run: string): Promise<boolean> =>
      runs.during(run, '/a', async (signal) => {
        runs.cancel(one);
        return signal.aborted;
      });
    expect(await aborted(one)).toBe(true);
    expect(await aborted(other)).toBe(false);
  });

  it('tell how far they have come, though not every step', async () => {
    const told: number[] = [];
    const runs = new CopyRuns(({ done }) => told.push(done));
    await runs.during(randomUUID(), '/a', async (_, onProgress) => {
      for (let done = 1; done <= 1000; done++) onProgress(done, 1000);
    });
    expect(told[0]).toBe(1);
    expect(told.length).toBeLessThan(1000);
  });

  it('without a name are neither told nor remembered', async () => {
    const told: unknown[] = [];
    const runs = new CopyRuns((progress) => told.push(progress));
    await runs.during(null, '/a', async (_, onProgress) => onProgress(1, 2));
    expect(told).toEqual([]);
  });
});
