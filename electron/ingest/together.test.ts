import { expect, it } from 'vitest';
import { Together } from './together.ts';

it('those who ask while a group is worked on are the next one, and each gets its own answer', async () => {
  const groups: (readonly number[])[] = [];
  const doubled = new Together<number, number>(10, async (items) => {
    groups.push(items);
    await new Promise((resolve) => setImmediate(resolve));
    return items.map((item) => 2 * item);
  });
  const first = [1, 2, 3].map((item) => doubled.add(item));
  await new Promise((resolve) => setImmediate(resolve));
  const second = [4, 5].map((item) => doubled.add(item));
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
  expect(groups).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

it('a group has no more than so many', async () => {
  const sizes: number[] = [];
  const counted = new Together<number, number>(4, async (items) => {
    sizes.push(items.length);
    return items;
  });
  await Promise.all(Array.from({ length: 10 }, (_, item) => counted.add(item)));
  expect(sizes).toEqual([4, 4, 2]);
});

it('nobody fails by the fault of another', async () => {
  const picky = new Together<string, string>(10, async (items) => {
    if (items.includes('bad')) throw new Error('bad one');
    return items;
  });
  const settled = await Promise.allSettled(['a', 'bad', 'b'].map((item) => picky.add(item)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await picky.add('later')).toBe('later');
});
