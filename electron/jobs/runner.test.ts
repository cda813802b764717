import { describe, expect, it } from 'vitest';
import type { AssetJob, JobQueue } from './queue.ts';
import { JobRunner } from './runner.ts';

/** A queue in memory: what is pushed is handed out once. */
function memoryQueue() {
  const waiting: AssetJob[] = [];
  const log = {
    completed: [] as string[],
    failed: [] as string[],
    postponed: [] as string[],
    alive: [] as string[][],
    lost: new Set<string>(),
    takes: 0,
    writes: 0,
  };
  const queue: JobQueue = {
    add: async () => undefined,
    take: async (_kind, count) => {
      log.takes += 1;
      return waiting.splice(0, count);
    },
    alive: async (_kind, attempts) => {
      log.alive.push(attempts.map(({ id }) => id));
      return new Set(attempts.map(({ id }) => id).filter((id) => !log.lost.has(id)));
    },
    complete: async (_kind, ids) => {
      log.writes += 1;
      log.completed.push(...ids);
    },
    fail: async (_kind, { id }, code) => void log.failed.push(`${id} ${code}`),
    postpone: async (_kind, id) => void log.postponed.push(id),
    recover: async () => 0,
    stop: async () => undefined,
  };
  const push = (...ids: string[]): void => {
    for (const id of ids)
      waiting.push({ id, assetId: id, retryCount: 0, isLastAttempt: false, lastFailure: null });
  };
  return { queue, push, log };
}

function start(handler: (job: AssetJob, signal: AbortSignal) => Promise<void>, concurrency = 2) {
  const memory = memoryQueue();
  const runner = new JobRunner({
    queue: memory.queue,
    kind: 'render',
    concurrency,
    handler,
    codeOf: (error) => (error instanceof Error ? error.message : 'internal'),
    onChange: () => undefined,
  });
  return { ...memory, runner };
}

describe('a job runner', () => {
  it('looks at once when it is told of work, instead of at its next turn', async () => {
    const { runner, push, log } = start(async () => undefined);
    runner.start();
    await expect.poll(() => log.takes).toBe(1);
    push('a', 'b', 'c');
    runner.notify();
    await expect.poll(() => log.completed, { timeout: 1000 }).toEqual(['a', 'b', 'c']);
    await runner.stop();
  });

  it('never works on more at once than it may', async () => {
    let now = 0;
    let most = 0;
    const { runner, push, log } = start(async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
    });
    push(...'abcdefgh');
    runner.start();
    await expect.poll(() => log.completed).toHaveLength(8);
    expect(most).toBe(2);
    await runner.stop();
  });

  it('fails a job with its code and goes on with the next', async () => {
    const { runner, push, log } = start(async ({ id }) => {
      if (id === 'bad') throw new Error('corrupt');
    });
    push('bad', 'good');
    runner.start();
    await expect.poll(() => log.completed).toEqual(['good']);
    expect(log.failed).toEqual(['bad corrupt']);
    await runner.stop();
  });

  it('stops what runs, and hands that back together with what it took ahead', async () => {
    const { runner, push, log } = start(
      (_job, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('cancelled')));
        }),
    );
    push('a', 'b', 'c');
    runner.start();
    await expect.poll(() => runner.running).toBe(2);
    await runner.stop();
    expect(log).toMatchObject({ completed: [], failed: [] });
    expect(log.postponed.toSorted()).toEqual(['a', 'b', 'c']);
    expect(runner.isBusy).toBe(false);
  });

  it('does a job again in place when an outage cut it off, and takes nothing meanwhile', async () => {
    const memory = memoryQueue();
    let away = true;
    let attempts = 0;
    let back = (): void => undefined;
    const runner = new JobRunner({
      queue: memory.queue,
      kind: 'render',
      concurrency: 1,
      handler: async () => {
        attempts += 1;
        if (away) throw new Error('cut off');
      },
      codeOf: () => 'internal',
      onChange: () => undefined,
      availability: {
        get isOffline() {
          return away && attempts > 0;
        },
        isAway: async () => away,
        whenBack: async () => {
          if (attempts === 0 || !away) return;
          await new Promise<void>((resolve) => {
            back = resolve;
          });
        },
      },
    });
    memory.push('a');
    runner.start();
    await expect.poll(() => attempts).toBe(1);
    const takes = memory.log.takes;
    away = false;
    back();
    await expect.poll(() => memory.log.completed).toEqual(['a']);
    await runner.stop();
    expect(takes).toBe(1);
    expect(attempts).toBe(2);
    expect(memory.log.failed).toEqual([]);
  });

  it('says that it works on what it has, and leaves to others what they were given meanwhile', async () => {
    const memory = memoryQueue();
    const done: string[] = [];
    let finish = (): void => undefined;
    const runner = new JobRunner({
      queue: memory.queue,
      kind: 'render',
      concurrency: 1,
      aliveEveryMs: 5,
      handler: async ({ id }) => {
        done.push(id);
        if (id === 'slow') await new Promise<void>((resolve) => (finish = resolve));
      },
      codeOf: () => 'internal',
      onChange: () => undefined,
    });
    memory.push('slow', 'given away', 'next');
    memory.log.lost.add('given away');
    runner.start();
    await expect.poll(() => memory.log.alive).toContainEqual(['slow', 'given away', 'next']);
    await expect.poll(() => memory.log.alive.at(-1)).toEqual(['slow', 'next']);
    finish();
    await expect.poll(() => memory.log.completed).toEqual(['slow', 'next']);
    await runner.stop();
    expect(done).toEqual(['slow', 'next']);
    expect(memory.log.postponed).toEqual([]);
  });

  it('writes the ends of jobs down together, and none is forgotten when it stops', async () => {
    const { runner, push, log } = start(async () => undefined, 4);
    push(...'abcdefghijk');
    runner.start();
    await expect.poll(() => log.completed.length).toBeGreaterThan(4);
    await expect.poll(() => runner.isBusy).toBe(false);
    await runner.stop();
    expect(log.writes).toBeLessThan(8);
    expect(log.completed.toSorted()).toEqual([...'abcdefghijk']);
  });

  it('takes nothing while it is held back, and goes on when it is told that it is not any more', async () => {
    let held = true;
    const { queue, push, log } = memoryQueue();
    const runner = new JobRunner({
      queue,
      kind: 'embed',
      concurrency: 1,
      handler: async () => undefined,
      codeOf: () => 'internal',
      onChange: () => undefined,
      hold: () => held,
    });
    push('a');
    runner.start();
    runner.notify();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(log.takes).toBe(0);
    held = false;
    runner.notify();
    await expect.poll(() => log.completed).toEqual(['a']);
    await runner.stop();
  });
});
