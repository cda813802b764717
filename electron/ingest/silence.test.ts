import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Silence } from './silence.ts';

const minute = 60_000;
const givenUp: string[] = [];
let silence: Silence<string>;

beforeEach(() => {
  vi.useFakeTimers();
  givenUp.length = 0;
  silence = new Silence((key) => givenUp.push(key));
});
afterEach(() => {
  vi.useRealTimers();
});

it('gives up once what nothing was heard of for five minutes', () => {
  silence.heard('a');
  vi.advanceTimersByTime(4 * minute);
  expect(givenUp).toEqual([]);
  vi.advanceTimersByTime(60 * minute);
  expect(givenUp).toEqual(['a']);
});

it('waits for what is heard of now and then', () => {
  for (let times = 0; times < 20; times += 1) {
    silence.heard('a');
    vi.advanceTimersByTime(4 * minute);
  }
  expect(givenUp).toEqual([]);
});

it('forgets what has come to its end, and rests then', () => {
  silence.heard('a');
  silence.heard('b');
  silence.forget('a');
  expect(vi.getTimerCount()).toBe(1);
  silence.forget('b');
  expect(vi.getTimerCount()).toBe(0);
});
