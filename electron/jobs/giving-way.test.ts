import { beforeEach, describe, expect, it } from 'vitest';
import { GivingWay, processorTimes, screenful } from './giving-way.ts';

let busy = true;
let now = 0;
let times = { idle: 0, all: 0 };
let way: GivingWay;

function pass(ms: number, idleShare: number): void {
  now += ms;
  times = { idle: times.idle + ms * idleShare, all: times.all + ms };
}

beforeEach(() => {
  busy = true;
  now = 10_000;
  times = { idle: 0, all: 0 };
  way = new GivingWay({ isBusy: () => busy, times: () => times, now: () => now });
});

function makeScreenful(): void {
  for (let made = 0; made < screenful; made += 1) {
    expect(way.hold()).toBe(false);
    way.begun();
  }
}

describe('the making of pictures beside uploads', () => {
  it('makes the first screenful at once', () => {
    makeScreenful();
    expect(way.hold()).toBe(true);
  });

  it('goes on where the processors are idle', () => {
    makeScreenful();
    expect(way.hold()).toBe(true);
    pass(1100, 0.6);
    expect(way.hold()).toBe(false);
  });

  it('waits while they are busy, except for a few now and then', () => {
    makeScreenful();
    expect(way.hold()).toBe(true);
    pass(1100, 0.05);
    expect(way.hold()).toBe(true);
    pass(1100, 0.05);
    expect(way.hold()).toBe(false);
    way.begun();
    expect(way.hold()).toBe(true);
  });

  it('goes on when the uploads are done, and begins anew with the next', () => {
    makeScreenful();
    expect(way.hold()).toBe(true);
    busy = false;
    expect(way.hold()).toBe(false);
    busy = true;
    expect(way.hold()).toBe(false);
  });
});

it('reads the times of the processors', () => {
  const { idle, all } = processorTimes();
  expect(all).toBeGreaterThan(0);
  expect(idle).toBeLessThanOrEqual(all);
});
