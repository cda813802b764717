import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { whenIdle } from './when-idle.ts';

it('a task waits until nothing stirs, and then runs once', async () => {
  let runs = 0;
  const idle = whenIdle(30, async () => {
    runs += 1;
  });
  for (let step = 0; step < 5; step += 1) {
    idle.stir();
    await delay(5);
  }
  expect(runs).toBe(0);
  await delay(120);
  expect(runs).toBe(1);
  await idle.stop();
});

it('a stopped task does not begin any more, and is waited for when it runs', async () => {
  let ended = false;
  const idle = whenIdle(1, async () => {
    await delay(40);
    ended = true;
  });
  idle.stir();
  await delay(20);
  await idle.stop();
  expect(ended).toBe(true);
  ended = false;
  idle.stir();
  await delay(60);
  expect(ended).toBe(false);
});
