import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../electron/storage/embedded/testing.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';
import { openAfterKill } from '../../support/killed.ts';

const suite = ingestSuite();
const seeds = process.env.SPARKLIO_LONG === '1' ? Array.from({ length: 8 }, (_, index) => index + 1) : [3];

interface Run {
  readonly folder: string;
  readonly paths: readonly string[];
  readonly brandId: BrandId;
}

/** Runs the library in a process and kills it so many milliseconds after it accepted the drop. */
async function runAndKill(run: Run, afterMs: number, everything: boolean): Promise<void> {
  const script = join(import.meta.dirname, '..', '..', 'support', 'library-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'accepted') resolve();
    });
    void exited.then(() => reject(new Error('The library ended before it accepted the drop')));
  });
  await delay(afterMs);
  // Alone, as when the app is killed and its helpers notice; or all at once, as when the power goes.
  if (everything && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  else child.kill('SIGKILL');
  await exited;
}

async function manyFiles(seed: number): Promise<Record<string, Uint8Array | string>> {
  const files: Record<string, Uint8Array | string> = {
    'large.bin': noise(40_000_000, seed * 1000 + 7),
    'twin.jpg': await photo(seed * 1000),
    'deep/er/twin too.jpg': await photo(seed * 1000),
  };
  for (let index = 1; index <= 20; index += 1) {
    files[`photos/${index}.jpg`] = Buffer.concat([await photo(index), Buffer.from(`${seed} ${index}`)]);
    files[`notes/${index}.txt`] = `note ${index} of round ${seed}`;
    files[`blobs/${index}.bin`] = noise(200_000 + index, seed * 1000 + index);
  }
  return files;
}

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');

describe('a library that is killed while it takes files in', () => {
  it.each(seeds)(
    'has each of them exactly once in the end (round %i)',
    { timeout: 180_000 },
    async (seed) => {
      const random = seededRandom(seed);
      const files = await manyFiles(seed);
      const dropped = await writeFiles(join(suite.folder, `round ${seed}`), files);
      const { brandId } = await suite.library.newTarget();
      const folder = suite.library.folder;
      await suite.library.close();

      const everything = seed % 2 === 0;
      await runAndKill({ folder, paths: [dropped], brandId }, random() ** 2 * 3000, everything);
      // And once more while it recovers.
      if (random() < 0.5) await runAgain({ folder, paths: [], brandId }, random() * 1500, everything);

      await openAfterKill(() => suite.open());
      await suite.library.idle();
      const rows = await suite.library.db
        .selectFrom('public.generated_assets')
        .select('checksum')
        .where('brand_id', '=', brandId)
        .execute();
      const expected = [...new Set(Object.values(files).map(sha256))].sort();
      expect(rows.map(({ checksum }) => checksum).sort()).toEqual(expected);
      expect(await inconsistencies(suite.library)).toEqual([]);
    },
  );
});

async function runAgain(run: Run, afterMs: number, everything: boolean): Promise<void> {
  for (;;) {
    const killed = await runAndKill(run, afterMs, everything).then(
      () => true,
      () => false,
    );
    if (killed) return;
    // The processes of the one before had not let go yet.
    await delay(100);
  }
}
