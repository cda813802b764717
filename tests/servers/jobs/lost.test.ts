import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { aliveSeconds, type JobQueue, openJobQueue } from '../../../electron/jobs/queue.ts';
import { retryLimit } from '../../../electron/jobs/queue-schema.ts';
import { type Adoptable, adoptable } from '../adoption/adoptable.ts';

const ids = ['0aaaaaaa-0000-4000-8000-000000000001', '0aaaaaaa-0000-4000-8000-000000000002'];

let servers: Adoptable;
let queue: JobQueue;

beforeAll(async () => {
  servers = await adoptable();
  await servers.adopt();
  queue = await openJobQueue(servers.engine.executeSql, { backend: 'postgres' });
});
afterAll(async () => {
  await queue.stop();
  await servers.close();
});
beforeEach(async () => {
  await servers.run('delete from sparklio_jobs.job');
  await servers.engine.db.transaction().execute((transaction) => queue.add(transaction, 'render', ids));
});

async function states(): Promise<unknown[]> {
  const rows = await servers.run('select state from sparklio_jobs.job order by state');
  return rows.map(({ state }) => state);
}

/** Lets the latest signs of life be so many seconds older. */
async function age(seconds: number): Promise<void> {
  await servers.run(
    `update sparklio_jobs.job set heartbeat_on = heartbeat_on - make_interval(secs => $1) where state = 'active'`,
    [seconds],
  );
}

/** Of each job that was handed out, whether its sign of life is an old one. */
async function ages(): Promise<unknown[]> {
  const rows = await servers.run(
    `select heartbeat_on < now() - interval '30 seconds' as old from sparklio_jobs.job where state = 'active'`,
  );
  return rows.map(({ old }) => old);
}

describe('jobs that were handed out', () => {
  it('stay with a desktop that lives, and are handed out again soon after it was killed', async () => {
    const script = join(import.meta.dirname, 'working-process.ts');
    const options = JSON.stringify({ databaseUrl: servers.databaseUrl, aliveEveryMs: 100 });
    const desktop = spawn(process.execPath, ['--import', 'tsx', script, options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void desktop.kill('SIGKILL'));
    await once(createInterface({ input: desktop.stdout }), 'line');
    expect(await states()).toEqual(['active', 'active']);
    // However long it takes, its signs of life go on.
    await age(60);
    await expect.poll(ages, { timeout: 30_000 }).toEqual([false, false]);
    expect(await queue.recover({ everything: false })).toBe(0);

    desktop.kill('SIGKILL');
    await once(desktop, 'exit');
    await age(aliveSeconds - 30);
    expect(await queue.recover({ everything: false })).toBe(0);
    await age(40);
    expect(await queue.recover({ everything: false })).toBe(2);
    const taken = await queue.take('render', 9);
    expect(taken.map(({ assetId }) => assetId).toSorted()).toEqual(ids);
    expect(taken.map(({ retryCount }) => retryCount)).toEqual([1, 1]);
  });

  it('come back although nobody learned of it, because the answer got lost', async () => {
    await queue.take('render', 1);
    expect(await states()).toEqual(['created', 'active']);
    await age(60);
    expect(await queue.recover({ everything: false })).toBe(1);
    expect(await states()).toEqual(['created', 'retry']);
  });

  it('are given up when each of their workers went away', async () => {
    for (let attempt = 0; attempt <= retryLimit; attempt += 1) {
      const taken = await queue.take('render', 9);
      expect(taken.map(({ isLastAttempt }) => isLastAttempt)).toEqual(ids.map(() => attempt === retryLimit));
      expect(await queue.recover({ everything: true })).toBe(attempt === retryLimit ? 0 : 2);
    }
    expect(await states()).toEqual(['failed', 'failed']);
  });

  it('can not be failed by somebody who does not have them any more', async () => {
    const [first] = await queue.take('render', 1);
    if (first === undefined) throw new Error('No job was handed out');
    await queue.recover({ everything: true });
    const again = await queue.take('render', 9);
    expect(again).toHaveLength(2);
    expect(await queue.alive('render', [first, ...again])).toEqual(new Set(again.map(({ id }) => id)));
    await queue.fail('render', first, 'corrupt');
    expect(await states()).toEqual(['active', 'active']);
    expect(await queue.alive('render', [first])).toEqual(new Set());
  });
});
