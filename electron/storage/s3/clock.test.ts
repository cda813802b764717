import { expect, it } from 'vitest';
import { ServerClock } from './clock.ts';

const ahead = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

it('follows a server whose clock is an hour ahead, and back again', () => {
  const clock = new ServerClock();
  expect(clock.learn(ahead(3600))).toBe(true);
  expect(Math.abs(clock.skewSeconds - 3600)).toBeLessThanOrEqual(2);
  expect(Math.abs(clock.now() - Date.now() - 3_600_000)).toBeLessThan(2000);
  expect(clock.learn(ahead(0))).toBe(true);
  expect(clock.skewSeconds).toBe(0);
});

it('keeps its time for differences that do not matter, so that URLs stay the same', () => {
  const clock = new ServerClock();
  expect(clock.learn(ahead(20))).toBe(false);
  clock.learn(ahead(-7200));
  const before = clock.skewSeconds;
  expect(clock.learn(ahead(-7190))).toBe(false);
  expect(clock.skewSeconds).toBe(before);
});

it('takes nothing from answers without a readable date', () => {
  const clock = new ServerClock();
  expect([clock.learn(undefined), clock.learn('yesterday')]).toEqual([false, false]);
});
