// A 2 GB file into the library: how much the main process grows, and how fast against copying the file.
import { randomFillSync } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { contract } from '../../shared/contract/index.ts';
import { dropHeldFiles, holdFiles, invoke, openApp, waitForBatch } from './support/app.ts';
import { mib } from './support/figures.ts';
import { keptFolder, withFolder } from './support/folders.ts';
import { printRow } from './support/table.ts';

const GIB = 1024 ** 3;
const SIZE = 2 * GIB;
const AIM = 150 * 1024 ** 2;

const memorySchema = z.object({ before: z.number(), peak: z.number() });

async function bigFile(): Promise<string> {
  const folder = await keptFolder('file-2gb', async (unfinished) => {
    const file = await open(join(unfinished, 'big.bin'), 'w');
    const chunk = Buffer.alloc(16 * 1024 ** 2);
    for (let at = 0; at < SIZE; at += chunk.length) {
      randomFillSync(chunk);
      await file.write(chunk);
    }
    await file.close();
  });
  return join(folder, 'big.bin');
}

/** Seconds to copy the file through this process and force it to disk. */
async function copyOnce(path: string): Promise<number> {
  return await withFolder(async (folder) => {
    const copy = join(folder, 'copy.bin');
    const started = performance.now();
    await pipeline(createReadStream(path, { highWaterMark: 1024 ** 2 }), createWriteStream(copy));
    const file = await open(copy, 'r+');
    await file.sync();
    await file.close();
    return (performance.now() - started) / 1000;
  });
}

const path = await bigFile();
const copied = await copyOnce(path);
await withFolder(async (profile) => {
  const app = await openApp(profile);
  try {
    const { createLocal } = contract.library;
    await invoke(app.page, 'library.createLocal', createLocal, { sample: false, firstBrand: 'Bench' });
    await holdFiles(app.page, [path]);
    await app.page.waitForTimeout(3000);
    // Sampled inside, so that asking does not add to what is measured.
    await app.inMain(({ app: electron }) => {
      const resident = (): number =>
        (electron.getAppMetrics().find(({ type }) => type === 'Browser')?.memory.workingSetSize ?? 0) * 1024;
      const memory = { before: resident(), peak: 0 };
      Object.assign(globalThis, { benchMemory: memory });
      setInterval(() => {
        memory.peak = Math.max(memory.peak, resident());
      }, 200);
    });
    const started = performance.now();
    await dropHeldFiles(app.page);
    const batch = await waitForBatch(app.page);
    const seconds = (performance.now() - started) / 1000;
    if (batch.published !== 1) throw new Error('The file was not published');
    const memory: unknown = await app.inMain(() => JSON.stringify(Reflect.get(globalThis, 'benchMemory')));
    const { before, peak } = memorySchema.parse(JSON.parse(String(memory)));
    printRow({
      what: 'Memory of the main process while a 2 GB file goes up',
      measured: `+${mib(peak - before)} (from ${mib(before)})`,
      against: `≤ +${mib(AIM)}`,
      met: peak - before <= AIM,
    });
    printRow({
      what: 'A 2 GB file: hashed, stored, verified',
      measured: `${(SIZE / GIB / seconds).toFixed(2)} GiB/s (${seconds.toFixed(1)} s)`,
      against: `copying it: ${(SIZE / GIB / copied).toFixed(2)} GiB/s (${copied.toFixed(1)} s)`,
      met: null,
    });
  } finally {
    await app.quit();
  }
});
