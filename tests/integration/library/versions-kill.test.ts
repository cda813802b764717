import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AssetId } from '../../../shared/domain/ids.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';
import { openAfterKill, runUntilKilled } from '../../support/killed.ts';

const suite = ingestSuite();
const long = process.env.SPARKLIO_LONG === '1';
const replacing = ['ingest.journaled', 'ingest.intended', 'ingest.sent', 'version.put', 'ingest.published'];
const short = ['version.put'];

/** Runs the other process to the step at which it ends itself. */
async function runTo(endAt: string, assetId: AssetId, path: string | null): Promise<void> {
  const { folder } = suite.library;
  await suite.library.close();
  await runUntilKilled('version-process.ts', { folder, path, assetId, endAt });
  await openAfterKill(() => suite.open());
  await suite.library.idle();
}

async function newAsset(name: string, seed: number): Promise<AssetId> {
  const folder = await writeFiles(join(suite.folder, name), { [`${name}.jpg`]: await photo(seed) });
  const { files } = await suite.drop([folder], await suite.library.newTarget());
  const id = files[0]?.assetId ?? null;
  if (id === null) throw new Error(`${name} was not taken`);
  return id;
}

const contents = async (id: AssetId): Promise<Buffer[]> => {
  const { versions } = await suite.library.versions.list({ id });
  return await Promise.all(
    versions.map(async ({ number }) => {
      const { url } = await suite.library.versions.downloadUrl({ id, number });
      return Buffer.from(await (await fetch(url)).arrayBuffer());
    }),
  );
};

describe('a library that is killed while a file is replaced', () => {
  it.each(long ? replacing : short)(
    'has the former file and the new one in the end, and nothing else (at %s)',
    { timeout: 240_000 },
    async (step) => {
      const name = step.replace('.', ' ');
      const seed = 100 + replacing.indexOf(step);
      const id = await newAsset(name, seed);
      const folder = await writeFiles(join(suite.folder, `new ${name}`), {
        'new.jpg': await photo(seed + 50),
      });
      const path = join(folder, 'new.jpg');
      await runTo(step, id, path);
      const kept = await contents(id);
      expect(kept).toHaveLength(2);
      expect(kept[0]?.equals(await readFile(path))).toBe(true);
      expect(kept[1]?.equals(await photo(seed))).toBe(true);
      expect(await inconsistencies(suite.library)).toEqual([]);
    },
  );

  it.each(long ? ['version.kept', 'version.restored', 'version.removed'] : ['version.removed'])(
    'keeps whole versions when it restores and deletes (at %s)',
    { timeout: 240_000 },
    async (step) => {
      const id = await newAsset(step, 300 + step.length);
      const place = await suite.library.versions.placeOf(id);
      const folder = await writeFiles(join(suite.folder, `b ${step}`), {
        'b.jpg': await photo(400 + step.length),
      });
      await suite.library.ingest.replace({ assetId: id, ...place, path: join(folder, 'b.jpg') });
      await suite.library.idle();
      await runTo(step, id, null);
      const expected = { 'version.kept': [2, 1], 'version.restored': [3, 2, 1], 'version.removed': [3, 1] }[
        step
      ];
      const { versions } = await suite.library.versions.list({ id });
      expect(versions.map(({ number }) => number)).toEqual(expected);
      // What the store had no time to let go is let go by a sweep.
      await suite.library.purge([id]);
      expect(await inconsistencies(suite.library)).toEqual([]);
    },
  );
});
