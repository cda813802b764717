import { expect, it } from 'vitest';
import { leastEffort } from './effort.ts';

const lists = { kind: 'ivfflat', lists: 1000, rows: 1_000_000 } as const;
/** An index that finds enough from this effort on. */
const enoughFrom = (limit: number) => (effort: number) =>
  Promise.resolve({ at10: effort >= limit ? 1 : 0.5, p95Ms: effort });

it('looks no harder than it takes to find enough', async () => {
  const { effort, at10 } = await leastEffort(lists, enoughFrom(9));
  expect(at10).toBe(1);
  expect(effort).toBeGreaterThanOrEqual(9);
  expect(effort).toBeLessThan(14);
});

it('looks harder where too little is found', async () => {
  const { effort, at10 } = await leastEffort(lists, enoughFrom(100));
  expect(at10).toBe(1);
  expect(effort).toBeGreaterThanOrEqual(100);
  expect(effort).toBeLessThanOrEqual(150);
});

it('looks as hard as it is worth where nothing is enough', async () => {
  expect(await leastEffort(lists, enoughFrom(10_000))).toMatchObject({ effort: 334, at10: 0.5 });
});

it('tells what the least effort finds, and not what was tried last', async () => {
  const { effort, p95Ms } = await leastEffort(lists, enoughFrom(20));
  expect(p95Ms).toBe(effort);
});
