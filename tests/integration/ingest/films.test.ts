import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ffmpeg } from '../../../electron/media/testing/fixtures.ts';
import type { AssetId } from '../../../shared/domain/ids.ts';
import { inconsistencies, listObjects } from '../../support/consistency.ts';
import { photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';

const suite = ingestSuite();

async function film(name: string, source: string): Promise<string> {
  const folder = join(suite.folder, name.replace('.', ' '));
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  const look = ['-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];
  await ffmpeg('-f', 'lavfi', '-i', `${source}=s=320x180:d=3:r=10`, ...look, path);
  return path;
}

async function taken(path: string): Promise<AssetId> {
  const { files } = await suite.drop([path], await suite.library.newTarget());
  const id = files[0]?.assetId ?? null;
  if (id === null) throw new Error('not published');
  return id;
}

const stripKeys = async (): Promise<string[]> =>
  [...(await listObjects(suite.library.s3, suite.library.store.buckets.assets)).keys()].filter((key) =>
    key.endsWith('.strip.webp'),
  );
const stripOf = async (id: AssetId) => (await suite.library.library.get({ id })).strip;
const detailsOf = (id: AssetId) =>
  suite.library.db
    .selectFrom('sparklio.asset_details')
    .selectAll()
    .where('asset_id', '=', id)
    .executeTakeFirstOrThrow();

/** As a version of the app left it that knew of no strips. */
async function asOfOld(ids: readonly AssetId[]): Promise<void> {
  const { db, store } = suite.library;
  await store.remove((await stripKeys()).map((key) => ({ bucket: store.buckets.assets, key })));
  await db.updateTable('sparklio.assets').set({ strip_key: null, strip: null }).execute();
  await db
    .updateTable('sparklio.asset_details')
    .set({ render_version: 2 })
    .where('asset_id', 'in', ids)
    .execute();
  await db.deleteFrom('sparklio.state').where('key', '=', 'renditions_made_again').execute();
}

describe('the strip of a film', { timeout: 240_000 }, () => {
  let id: AssetId;

  it('is stored with the film, and told of with its layout', async () => {
    id = await taken(await film('walk.mp4', 'testsrc'));
    const strip = await stripOf(id);
    expect(strip).toMatchObject({ frames: 12, columns: 6, width: 240, height: 135 });
    const answer = await fetch(strip?.url ?? '');
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1000);
    expect(await stripKeys()).toHaveLength(1);
  });

  it('stays with the file that it is of when another takes its place, and comes back with it', async () => {
    const before = await stripOf(id);
    const place = await suite.library.versions.placeOf(id);
    await suite.library.ingest.replace({ assetId: id, ...place, path: await film('run.mp4', 'smptebars') });
    await suite.library.idle();
    const after = await stripOf(id);
    expect(after?.url.split('?')[0]).not.toBe(before?.url.split('?')[0]);
    expect(await stripKeys()).toHaveLength(2);

    await suite.library.versions.restore({ id, number: 1 });
    expect((await stripOf(id))?.url.split('?')[0]).toBe(before?.url.split('?')[0]);
    await suite.library.idle();
    await suite.library.versions.remove({ id, numbers: [2] });
    expect(await stripKeys()).toHaveLength(1);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('is missed by the library check, and made again', async () => {
    const { library } = suite;
    await library.store.remove(
      (await stripKeys()).map((key) => ({ bucket: library.store.buckets.assets, key })),
    );
    await library.check.start({ verify: false });
    await expect
      .poll(async () => (await library.check.status()).running, { timeout: 120_000, interval: 50 })
      .toBeNull();
    expect((await library.check.status()).groups).toMatchObject([{ kind: 'missing_rendition', open: 1 }]);
    expect(await library.check.makeRenditions()).toEqual({ queued: 1 });
    await library.idle();
    expect(await stripKeys()).toHaveLength(1);
  });

  it('is made for films of an older version of the app, and for nothing that would look the same', async () => {
    const picture = await taken(
      await writeFiles(join(suite.folder, 'picture'), { 'a.jpg': await photo(900) }),
    );
    await asOfOld([id, picture]);
    const rendered = (await detailsOf(picture)).rendered_at;
    await suite.library.close();
    await suite.open();
    await expect.poll(stripKeys, { timeout: 120_000 }).toHaveLength(1);
    await suite.library.idle();
    expect(await stripOf(id)).toMatchObject({ frames: 12 });
    expect((await detailsOf(picture)).rendered_at).toEqual(rendered);
    // It is known that all were looked at: the next start does not do so again.
    const done = () =>
      suite.library.db
        .selectFrom('sparklio.state')
        .select('value')
        .where('key', '=', 'renditions_made_again')
        .executeTakeFirst();
    await expect.poll(done, { timeout: 120_000 }).toMatchObject({ value: { version: 3 } });
  });

  it('leaves an older picture as it was when it can not be made again', async () => {
    await asOfOld([id]);
    const { thumbnailUrl, name } = await suite.library.library.get({ id });
    const row = await suite.library.db
      .selectFrom('public.generated_assets')
      .select('minio_path')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const key = row.minio_path.slice(row.minio_path.indexOf('/') + 1);
    const ref = { bucket: suite.library.store.buckets.assets, key };
    await suite.library.store.remove([ref]);
    await suite.library.close();
    await suite.open();
    await expect.poll(async () => (await detailsOf(id)).render_version, { timeout: 120_000 }).toBe(3);
    expect(await suite.library.library.get({ id })).toMatchObject({
      name,
      rendition: 'ready',
      problem: 'file_missing',
    });
    expect(thumbnailUrl).not.toBeNull();
  });

  it('goes with its film when that is purged', async () => {
    await suite.library.check.makeRenditions();
    await suite.library.idle();
    await suite.library.library.trash({ ids: [id] });
    expect(await suite.library.purge([id])).toBe(1);
    expect(await stripKeys()).toEqual([]);
    expect(await inconsistencies(suite.library)).toEqual([]);
  });
});
