import { expect, it } from 'vitest';
import { filled, Slabs, slabBytes } from './slabs.ts';

const never = new AbortController().signal;

/** Whether a promise has settled, once everything that can go on has gone on. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

it('no more memory is taken than there is, and who waits gets what is given back', async () => {
  const slabs = new Slabs(4);
  const first = await slabs.lease(3 * slabBytes, never);
  const second = slabs.lease(2 * slabBytes, never);
  expect(await hasSettled(second)).toBe(false);
  first.release();
  expect((await second).slabs).toHaveLength(2);
  expect(slabs.taken).toBe(2);
});

it('who wants much is not passed over by those who want little', async () => {
  const slabs = new Slabs(4);
  const first = await slabs.lease(3 * slabBytes, never);
  const much = slabs.lease(4 * slabBytes, never);
  const little = slabs.lease(1, never);
  expect(await hasSettled(little)).toBe(false);
  first.release();
  (await much).release();
  expect((await little).slabs).toHaveLength(1);
});

it('who wants more than all of it gets it when nobody has any', async () => {
  const slabs = new Slabs(2);
  const first = await slabs.lease(1, never);
  const huge = slabs.lease(5 * slabBytes, never);
  expect(await hasSettled(huge)).toBe(false);
  first.release();
  expect((await huge).slabs).toHaveLength(5);
});

it('who gives up waiting lets the next one have its turn', async () => {
  const slabs = new Slabs(2);
  const held = await slabs.lease(slabBytes, never);
  const leaving = new AbortController();
  const much = slabs.lease(2 * slabBytes, leaving.signal);
  const little = slabs.lease(1, never);
  leaving.abort(new Error('cancelled'));
  await expect(much).rejects.toThrow('cancelled');
  expect((await little).slabs).toHaveLength(1);
  held.release();
  held.release();
  expect(slabs.taken).toBe(1);
});

it('bytes fill whole slabs and the beginning of the last', () => {
  const slabs = [Buffer.alloc(slabBytes), Buffer.alloc(slabBytes), Buffer.alloc(slabBytes)];
  expect(filled(slabs, slabBytes + 5).map(({ length }) => length)).toEqual([slabBytes, 5]);
  expect(filled(slabs, 0)).toEqual([]);
});
