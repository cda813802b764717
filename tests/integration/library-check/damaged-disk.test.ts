import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listen } from '../../../electron/storage/embedded/http/server.ts';
import type { CheckStatus } from '../../../shared/contract/check.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';

/** Answers as a store does whose disk fails at one file. */
const failing: Server = createServer((_request, response) => response.writeHead(500).end());
let failingPort = 0;
/** The object that can't be read. */
let unreadable: string | null = null;

const suite = ingestSuite({
  wrapStore: (store) => ({
    ...store,
    presignGet: (ref, ...more) =>
      ref.key === unreadable ? `http://127.0.0.1:${failingPort}/` : store.presignGet(ref, ...more),
  }),
});

beforeAll(async () => {
  failingPort = await listen(failing, '127.0.0.1', 0);
});
afterAll(() => failing.close());

async function check(verify: boolean): Promise<CheckStatus> {
  const { check: library } = suite.library;
  await library.start({ verify });
  await expect
    .poll(async () => (await library.status()).running, { timeout: 60_000, interval: 50 })
    .toBeNull();
  return await library.status();
}

/** The file of the local store that is as large as an original. */
async function blobOf(size: number): Promise<string> {
  const root = join(suite.folder, 'library', 'objects', 'blobs');
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await stat(path)).size === size) return path;
  }
  throw new Error('no such blob');
}

it('files that vanished from the disk behind the app are found, and come back', async () => {
  const folder = await writeFiles(join(suite.folder, 'damaged'), {
    'gone.jpg': await photo(901),
    'cut.jpg': await photo(902),
    'unreadable.jpg': await photo(903),
    'well.jpg': await photo(904),
  });
  await suite.drop([folder], await suite.library.newTarget());
  const sizeOf = async (name: string): Promise<number> => (await stat(join(folder, name))).size;
  await rm(await blobOf(await sizeOf('gone.jpg')));
  await truncate(await blobOf(await sizeOf('cut.jpg')), 100);

  const compared = await check(false);
  expect(compared.failed).toBeNull();
  expect(compared.groups).toMatchObject([{ kind: 'missing_object', open: 2 }]);

  const { rows } = await sql<{ path: string }>`
    select minio_path as path from public.generated_assets where original_name = 'unreadable.jpg'`.execute(
    suite.library.db,
  );
  const path = rows[0]?.path ?? '';
  unreadable = path.slice(path.indexOf('/') + 1);
  const read = await check(true);
  expect(read.failed).toBeNull();
  expect(read.verified).toMatchObject({ assets: 4 });
  expect(Object.fromEntries(read.groups.map(({ kind, open }) => [kind, open]))).toEqual({
    missing_object: 2,
    bytes_differ: 1,
  });

  unreadable = null;
  await suite.library.check.repairFiles(null);
  expect((await check(true)).groups).toEqual([]);
  expect(await inconsistencies(suite.library)).toEqual([]);
});
