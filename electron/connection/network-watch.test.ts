import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchNetwork } from './network-watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells once of every change of the addresses, and nothing after its end', () => {
  let now = 'eth0 192.0.2.2';
  const told = vi.fn();
  const stop = watchNetwork(told, () => now);
  vi.advanceTimersByTime(60_000);
  expect(told).not.toHaveBeenCalled();
  now += '\ntailscale0 100.101.68.23';
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveBeenCalledTimes(1);
  stop();
  now = '';
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveBeenCalledTimes(1);
});

it('reads the addresses of this computer without a change while nothing changes', () => {
  const told = vi.fn();
  const stop = watchNetwork(told);
  vi.advanceTimersByTime(15_000);
  stop();
  expect(told).not.toHaveBeenCalled();
});
