import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ingestSuite } from '../../support/ingest-suite.ts';

const suite = ingestSuite();
/** A folder of 5,000 is the promise; every run counts a smaller one. */
const count = process.env.SPARKLIO_LONG === '1' ? 5000 : 1000;

it(`a folder of ${count} files is counted exactly at every moment`, { timeout: 180_000 }, async () => {
  const { library, progress } = suite;
  const dropped = join(suite.folder, 'many');
  for (let at = 0; at < count; at += 500) {
    const folder = join(dropped, `part ${at / 500}`);
    await mkdir(folder, { recursive: true });
    // Every tenth is empty, every tenth has the bytes of another.
    await Promise.all(
      Array.from({ length: 500 }, (_, index) => {
        const number = at + index;
        const content = number % 10 === 0 ? '' : number % 10 === 1 ? 'the same' : `note ${number}`;
        return writeFile(join(folder, `${number}.txt`), content);
      }),
    );
  }
  const { batchId } = await library.ingest.addPaths({ paths: [dropped], target: await library.newTarget() });
  while (library.board.isBusy()) await delay(50);

  const tenth = count / 10;
  const published = count - 2 * tenth + 1;
  const expected = {
    total: count,
    failed: tenth,
    duplicates: tenth - 1,
    published,
    cancelled: 0,
    phase: 'done',
  };
  expect(library.board.batches().find(({ id }) => id === batchId)).toMatchObject(expected);
  await expect.poll(() => progress.at(-1)?.batches.at(-1)).toMatchObject(expected);
  for (const batch of progress.flatMap(({ batches }) => batches)) {
    const ended = batch.published + batch.duplicates + batch.failed + batch.cancelled;
    expect(ended).toBeLessThanOrEqual(batch.total);
    expect(batch.sentBytes).toBeLessThanOrEqual(batch.totalBytes);
    expect(batch.processing).toBeLessThanOrEqual(batch.published);
  }
  const totals = progress.flatMap(({ batches }) => batches.map(({ total }) => total));
  expect(totals).toEqual([...totals].sort((a, b) => a - b));
  const rows = await library.db.selectFrom('public.generated_assets').select('id').execute();
  expect(rows).toHaveLength(published);

  await library.ingest.dismiss({ batchId });
  expect(await library.db.selectFrom('sparklio.uploads').select('id').execute()).toEqual([]);
});
