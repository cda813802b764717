import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StepName } from '../../../electron/steps.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { noise } from '../../support/drop-files.ts';
import { watchSuite, write } from '../../support/watch-suite.ts';

const suite = watchSuite();

/** Where the app ends, and after how many of the same. Each run goes on with what the one before has left. */
const ends: readonly (readonly [StepName, number])[] =
  process.env.SPARKLIO_LONG === '1'
    ? [
        ['watch.planned', 0],
        ['ingest.journaled', 0],
        ['ingest.intended', 2],
        ['ingest.sent', 4],
        ['ingest.published', 3],
        ['watch.ended', 0],
        ['watch.ended', 1],
        ['watch.recorded', 0],
        ['watch.cleared', 0],
        ['watch.cleared', 2],
      ]
    : [
        ['watch.planned', 0],
        ['watch.ended', 0],
        ['watch.cleared', 1],
      ];

/** Runs the library until it has ended itself. */
async function runUntil(run: {
  folder: string;
  watched: string;
  brandId: BrandId;
  first: boolean;
  at: StepName;
  times: number;
}): Promise<void> {
  const script = join(import.meta.dirname, '..', '..', 'support', 'watch-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(run)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const signal = await new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
  expect(signal, `ended at ${run.at}`).toBe('SIGKILL');
  // What it started ends too, as when the power goes.
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing was left of it.
  }
}

it('takes each file once and clears each copy once, wherever the app was ended', {
  timeout: 400_000,
}, async () => {
  const folder = join(suite.folder, 'library');
  const { brandId } = await suite.library.newTarget();
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, index): [string, string | Uint8Array] =>
      index % 3 === 0
        ? [`note ${index}.txt`, `note ${index}`]
        : [`deep/data ${index}.bin`, noise(20_000 + index, index * 2 + 1)],
    ),
  );
  const watched = await suite.newFolder(files);
  await suite.close();
  for (const [index, [at, times]] of ends.entries()) {
    await runUntil({ folder, watched, brandId, first: index === 0, at, times });
  }
  await suite.open();
  const { db } = suite.library;
  const left = async () => (await readdir(join(watched, 'deep'))).length;
  await expect.poll(left, { timeout: 120_000, interval: 100 }).toBe(0);
  await expect
    .poll(async () => (await readdir(watched)).filter((name) => name.endsWith('.txt')).length, {
      timeout: 120_000,
    })
    .toBe(0);
  await suite.library.watch.idle();
  await suite.library.idle();
  const names = await suite.assets(brandId);
  expect(names).toEqual(
    Object.keys(files)
      .map((path) => path.replace('deep/', ''))
      .sort(),
  );
  const versions = await db.selectFrom('sparklio.asset_versions').selectAll().execute();
  expect(versions).toEqual([]);
  expect(await inconsistencies(suite.library)).toEqual([]);
  // Nothing is left to be taken from what is written anew under an old name.
  await write(watched, { 'note 0.txt': 'another note' });
  await expect.poll(async () => (await suite.assets(brandId)).length, { timeout: 60_000 }).toBe(13);
});
