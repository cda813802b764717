import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedStore } from '../../../electron/storage/embedded/index.ts';
import { KEYS, spawnStore } from '../../../electron/storage/embedded/testing.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { prepareTemplate } from '../../../scripts/template/prepare.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { outcomes } from '../../support/ingest-suite.ts';
import { openLibrary, startMedia } from '../../support/open-library.ts';

/** Made first: the helper that writes the store's settings resets the signal by which a limit is told. */
async function makeStore(dataDir: string): Promise<void> {
  const made = await startEmbeddedStore({ dataDir, port: 0, ...KEYS, allowedOrigins: [] });
  const address = { host: '127.0.0.1', port: made.port, secure: false, region: 'us-east-1' };
  await openS3Store({ ...address, bucketPrefix: 'dev-', ...KEYS }).ensureBuckets();
  await made.close();
}

// The kernel refuses to let a file grow beyond a limit, which can be lifted again: a disk that fills and is freed.
describe.runIf(process.platform === 'linux')('a full disk', () => {
  it('stops the file that does not fit, which goes through on a retry once there is space', async () => {
    await prepareTemplate();
    const folder = await mkdtemp(join(tmpdir(), 'sparklio-full-'));
    await makeStore(join(folder, 'objects'));
    const store = await spawnStore(join(folder, 'objects'));
    const media = startMedia();
    const library = await openLibrary({
      folder: join(folder, 'library'),
      media,
      storeAt: { port: store.port, ...KEYS },
    });
    onTestFinished(async () => {
      await library.close();
      media.dispose();
      await store.stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    });
    const allow = (bytes: string): void => {
      execFileSync('prlimit', ['--pid', String(store.child.pid), `--fsize=${bytes}:unlimited`]);
    };
    const show = (batchId: Awaited<ReturnType<typeof library.ingest.addPaths>>['batchId']) =>
      library.board.files({ batchId, states: null, offset: 0, limit: 10 }).files;

    const dropped = await writeFiles(join(folder, 'drop'), {
      'large.bin': noise(14_000_000, 40),
      'larger.bin': noise(30_000_000, 42),
      'small.jpg': await photo(41),
    });
    allow('6000000');
    const { batchId } = await library.ingest.addPaths({
      paths: [dropped],
      target: await library.newTarget(),
    });
    await library.idle();
    expect(outcomes(show(batchId))).toEqual({
      'large.bin': 'disk_full',
      'larger.bin': 'disk_full',
      'small.jpg': 'published',
    });
    expect(show(batchId).flatMap(({ error }) => (error === null ? [] : [error.retry]))).toEqual([true, true]);
    expect(await inconsistencies(library, { failed: 2 })).toEqual([]);

    allow('unlimited');
    library.ingest.retry({ batchId, uploadId: null });
    await library.idle();
    expect(show(batchId).map(({ state }) => state)).toEqual(['published', 'published', 'published']);
    expect(await inconsistencies(library)).toEqual([]);
  });
});
