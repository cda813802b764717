import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import { type Change, createChanges } from './changes.ts';

function listen() {
  const heard: Change[] = [];
  const told: Change[] = [];
  const changes = createChanges(
    (name, payload) => {
      if (name === 'library.changed') heard.push(payload as Change);
    },
    (change) => told.push(change),
  );
  return { changes, heard, told };
}

it('tells a burst of changes once, each kind by itself, and passes it on', async () => {
  const { changes, heard, told } = listen();
  const [a, b] = [assetIdSchema.parse(randomUUID()), assetIdSchema.parse(randomUUID())];
  for (let count = 0; count < 50; count += 1) {
    changes.assets();
    changes.details(a);
    changes.details(b);
  }
  await expect.poll(() => heard.length).toBe(2);
  expect(heard).toContainEqual({ what: 'assets', assetIds: [] });
  expect(heard).toContainEqual({ what: 'asset-details', assetIds: [a, b] });
  expect(told).toEqual(heard);
});

it('keeps to itself what it heard of others', async () => {
  const { changes, heard, told } = listen();
  const id = assetIdSchema.parse(randomUUID());
  changes.heard({ what: 'asset-details', assetIds: [id] });
  changes.heard({ what: 'tags', assetIds: [] });
  changes.catalog();
  await expect.poll(() => heard.length).toBe(3);
  expect(told).toEqual([{ what: 'catalog', assetIds: [] }]);
});

it('tells what comes after it has told, too', async () => {
  const { changes, heard } = listen();
  changes.tags();
  await expect.poll(() => heard.length).toBe(1);
  changes.tags();
  await expect.poll(() => heard.length).toBe(2);
});
