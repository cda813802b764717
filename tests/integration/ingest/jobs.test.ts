import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inconsistencies } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';
import { type SpawnedServices, spawnServices } from '../../support/local-services.ts';

let services: SpawnedServices | undefined;
const suite = ingestSuite({
  spawn: () => {
    services = spawnServices();
    return services;
  },
});

async function renditions(): Promise<Record<string, string>> {
  const rows = await suite.library.db.selectFrom('sparklio.assets').select(['name', 'rendition']).execute();
  return Object.fromEntries(rows.map(({ name, rendition }) => [name, rendition]));
}

describe('work in the background', () => {
  it('that was cut off by a kill is done after the next start', async () => {
    const files = Object.fromEntries(
      await Promise.all(
        Array.from({ length: 12 }, async (_, index) => [`${index}.jpg`, await photo(200 + index)] as const),
      ),
    );
    const dropped = await writeFiles(join(suite.folder, 'cut off'), files);
    const target = await suite.library.newTarget();
    await suite.library.ingest.addPaths({ paths: [dropped], target });
    while ((await suite.library.jobs.summary()).running === 0) await delay(5);
    await services?.crash();
    await suite.library.close();
    await suite.open();
    await suite.library.idle();
    expect(Object.values(await renditions())).toEqual(Array.from({ length: 12 }, () => 'ready'));
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('ends as a failure with its reason for a broken file, and starts again when asked to', async () => {
    const { library } = suite;
    // A header that promises a picture, and nothing of it behind.
    const broken = Buffer.concat([(await photo(300, 'png')).subarray(0, 33), noise(2000, 300)]);
    const dropped = await writeFiles(join(suite.folder, 'broken'), {
      'broken.png': broken,
      'text.txt': 'nothing to draw',
    });
    await suite.drop([dropped], await library.newTarget());
    expect(await renditions()).toMatchObject({ 'broken.png': 'failed', 'text.txt': 'none' });
    const { failures } = await library.jobs.failures(10);
    expect(failures).toMatchObject([{ kind: 'render', assetName: 'broken.png' }]);
    expect(['truncated', 'corrupt']).toContain(failures[0]?.code);

    expect(await library.jobs.retryFailures()).toBe(1);
    expect(await renditions()).toMatchObject({ 'broken.png': 'pending' });
    await library.idle();
    expect((await library.jobs.failures(10)).failures).toHaveLength(1);
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('reads from the store when the file it came from is gone', async () => {
    const path = join(suite.folder, 'gone.jpg');
    await writeFile(path, await photo(301));
    const { library } = suite;
    const { files } = await suite.drop([path], await library.newTarget());
    const id = files[0]?.assetId;
    if (id === undefined || id === null) throw new Error('not published');
    await library.jobs.renderAgain([id]);
    await library.idle();
    expect(await renditions()).toMatchObject({ 'gone.jpg': 'ready' });
  });

  it('is found again when a job used up its attempts, or was lost, without a word', async () => {
    const { db } = suite.library;
    const lost = ['0.jpg', '1.jpg'];
    await db.updateTable('sparklio.assets').set({ rendition: 'pending' }).where('name', 'in', lost).execute();
    await suite.library.close();
    await suite.open();
    await expect.poll(renditions, { timeout: 20_000 }).toMatchObject({ '0.jpg': 'ready', '1.jpg': 'ready' });
  });
});
