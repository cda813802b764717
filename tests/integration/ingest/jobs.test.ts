import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { lookedAtPriority } from '../../../electron/jobs/priority.ts';
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

  it('begins with the pictures that are looked at while they come in', async () => {
    const { library } = suite;
    const names = Array.from({ length: 8 }, (_, index) => `seen ${index}.jpg`);
    const files = await Promise.all(
      names.map(async (name, index) => [name, await photo(260 + index)] as const),
    );
    const dropped = await writeFiles(join(suite.folder, 'seen'), Object.fromEntries(files));
    await library.ingest.pause({ batchId: null });
    const { batchId } = await library.ingest.addPaths({
      paths: [dropped],
      target: await library.newTarget(),
    });
    await expect.poll(() => suite.files(batchId).length).toBe(names.length);
    const shown = suite.files(batchId).filter(({ name }) => ['seen 3.jpg', 'seen 6.jpg'].includes(name));
    library.ingest.onScreen({ uploadIds: shown.map(({ id }) => id), place: null });
    await library.ingest.resume({ batchId: null });
    await library.idle();
    const { rows } = await sql<{ name: string; priority: number }>`
      select a.name, j.priority from sparklio_jobs.job j join sparklio.assets a on a.asset_id::text = j.singleton_key
      where j.name = 'render' and a.name like 'seen %' order by a.name`.execute(library.db);
    const first = rows.filter(({ priority }) => priority === lookedAtPriority);
    expect(rows).toHaveLength(names.length);
    expect(first.map(({ name }) => name)).toEqual(['seen 3.jpg', 'seen 6.jpg']);
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
