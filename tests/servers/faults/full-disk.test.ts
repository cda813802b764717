import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkStorage } from '../../../electron/connection/checks/index.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import type { BatchId } from '../../../shared/domain/ids.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { outcomes } from '../../support/ingest-suite.ts';
import { startMedia } from '../../support/open-library.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { startMinio } from '../harness/minio.ts';
import { emptyPlace, everything, openDesk, until } from '../library/desk.ts';

it('a store whose disk is full refuses what does not fit, keeps the rest, and takes it on a retry', async ({
  skip,
}) => {
  const disk = await smallDisk(400);
  if (disk === null) return skip('no small disk can be made here');
  const ballast = join(disk, 'ballast');
  const place = await emptyPlace();
  const minio = await startMinio({ folder: join(disk, 'data') });
  const media = startMedia();
  const s3 = { ...minio, bucketPrefix: place.s3.bucketPrefix };
  const store = openS3Store(s3);
  await store.ensureBuckets();
  const plain = place.target();
  const servers = {
    ...plain,
    storage: { ...plain.storage, port: minio.port, accessKey: minio.accessKey },
    secrets: { ...plain.secrets, secretKey: minio.secretKey },
  };
  const desk = await openDesk({ target: servers, media, folder: place.folder });
  onTestFinished(async () => {
    await desk.close();
    media.dispose();
    store.agent.destroy();
    await minio.stop();
    await place.close();
  });
  const { id: brandId } = await desk.library.library.createBrand({ name: 'Full' });
  const target = { brandId, projectId: null, foldersAsProjects: false, tags: [] };
  const shown = (batchId: BatchId) =>
    desk.library.board.files({ batchId, states: null, offset: 0, limit: 10 }).files;

  await writeFile(ballast, Buffer.alloc(385 * 1024 * 1024));
  const dropped = await writeFiles(join(place.folder, 'full'), {
    'whole.bin': noise(12_000_000, 1),
    'parts.bin': noise(40_000_000, 2),
    'words.txt': 'Words are kept in the database.',
  });
  const { batchId } = await desk.library.ingest.addPaths({ paths: [dropped], target });
  await until(() => !desk.library.board.isBusy());
  expect(outcomes(shown(batchId))).toEqual({
    'whole.bin': 'disk_full',
    'parts.bin': 'disk_full',
    'words.txt': 'published',
  });
  expect(shown(batchId).filter(({ error }) => error?.retry === false)).toEqual([]);
  expect(desk.library.health.isOffline).toBe(false);
  // It is no lack of rights, and how little is left is told.
  const check = await checkStorage(servers);
  expect(check).toMatchObject({ ok: true, facts: { canWrite: true } });
  if (check.ok) expect(Number(check.facts.freeBytes)).toBeLessThan(16 * 1024 * 1024);

  await rm(ballast);
  // MinIO looks at its disk now and then only.
  const trial = { bucket: store.buckets.temp, key: 'trial' };
  await until(async () => {
    const init = { method: 'PUT', body: new Uint8Array(12_000_000) };
    return (await fetch(store.presignPut(trial, 60), init)).ok;
  });
  await store.remove([trial]);
  desk.library.ingest.retry({ batchId, uploadId: null });
  await until(() => !desk.library.board.isBusy());
  expect(new Set(shown(batchId).map(({ state }) => state))).toEqual(new Set(['published']));
  const [row] = await place.run(
    `select count(*)::int as assets, count(distinct checksum)::int as files
     from public.generated_assets where brand_id = $1`,
    [brandId],
  );
  expect(row).toEqual({ assets: 3, files: 3 });

  const picture = await writeFiles(join(place.folder, 'after'), { 'after.jpg': await photo(3) });
  await desk.drop([picture], brandId);
  const query = { ...everything, scope: { kind: 'brand' as const, brandId } };
  const { assets } = await desk.library.library.page({ query, cursor: null, limit: 9 });
  expect(assets).toHaveLength(4);
});
