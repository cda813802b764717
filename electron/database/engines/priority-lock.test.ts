import { describe, expect, it } from 'vitest';
import { type Priority, PriorityLock } from './priority-lock.ts';

/** Takes the lock, queues `waiters` behind it, and gives the order in which they came to hold it. */
async function orderOf(waiters: Priority[]): Promise<Priority[]> {
  const lock = new PriorityLock();
  const release = await lock.acquire('interactive');
  const order: Priority[] = [];
  const turns = waiters.map(async (priority) => {
    const done = await lock.acquire(priority);
    order.push(priority);
    done();
  });
  release();
  await Promise.all(turns);
  return order;
}

describe('the lock of the one connection', () => {
  it('lets what a person waits for overtake the background', async () => {
    expect(await orderOf(['background', 'background', 'interactive'])).toEqual([
      'interactive',
      'background',
      'background',
    ]);
  });

  it('gives the background a turn before it starves', async () => {
    const order = await orderOf(['background', ...Array<Priority>(100).fill('interactive')]);
    expect(order.indexOf('background')).toBe(20);
  });

  it('is held by one at a time', async () => {
    const lock = new PriorityLock();
    let holders = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const release = await lock.acquire(index % 2 ? 'interactive' : 'background');
        holders += 1;
        most = Math.max(most, holders);
        await new Promise((resolve) => setImmediate(resolve));
        holders -= 1;
        release();
        release();
      }),
    );
    expect(most).toBe(1);
  });
});
