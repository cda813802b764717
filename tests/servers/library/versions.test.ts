import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaClient } from '../../../electron/media/client.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import type { AssetId } from '../../../shared/domain/ids.ts';
import { startMedia } from '../../support/open-library.ts';
import { type Adoptable, emptyTables } from '../adoption/adoptable.ts';
import { type Desk, everything, openDesk, picture, until } from './desk.ts';

describe.each(['customer', 'drifted'] as const)('versions in the %s variant of the shared tables', (kind) => {
  let place: Adoptable;
  let media: MediaClient;
  let folder: string;
  let one: Desk;
  let two: Desk;

  beforeAll(async () => {
    place = await emptyTables(kind);
    await openS3Store({ ...place.s3, region: 'us-east-1' }).ensureBuckets();
    await place.adopt();
    folder = await mkdtemp(join(tmpdir(), 'sparklio-versions-'));
    media = startMedia();
    one = await openDesk({ target: place.target(), media, folder });
    two = await openDesk({ target: place.target(), media, folder });
  });
  afterAll(async () => {
    await one.close();
    await two.close();
    media.dispose();
    await place.close();
    await rm(folder, { recursive: true, force: true });
  });

  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  let seed = 0;
  const newPicture = () => {
    seed += 1;
    return picture(join(folder, `${seed}.jpg`), seed);
  };

  /** An asset of its own, made by the first desktop. */
  async function newAsset(): Promise<AssetId> {
    const { id: brandId } = await one.library.library.createBrand({ name: `Brand ${randomUUID()}` });
    await one.drop([await newPicture()], brandId);
    const { assets } = await one.library.library.page({
      query: { ...everything, scope: { kind: 'brand', brandId } },
      cursor: null,
      limit: 1,
    });
    const [asset] = assets;
    if (asset === undefined) throw new Error('Nothing was uploaded');
    return asset.id;
  }

  async function replace(desk: Desk, assetId: AssetId, path: string): Promise<void> {
    const at = await desk.library.versions.placeOf(assetId);
    await desk.library.ingest.replace({ assetId, ...at, path });
    await until(() => !desk.library.board.isBusy());
  }

  /** Checksums of what one would download, newest version first. */
  async function contents(desk: Desk, id: AssetId): Promise<string[]> {
    const { versions } = await desk.library.versions.list({ id });
    return await Promise.all(
      versions.map(async ({ number }) => {
        const { url } = await desk.library.versions.downloadUrl({ id, number });
        return sha256(new Uint8Array(await (await fetch(url)).arrayBuffer()));
      }),
    );
  }

  it('are all kept when two desktops replace a file at once', async () => {
    const id = await newAsset();
    const before = await contents(one, id);
    const paths = [await newPicture(), await newPicture()];
    await Promise.all([replace(one, id, paths[0] ?? ''), replace(two, id, paths[1] ?? '')]);
    const wanted = await Promise.all(paths.map(async (path) => sha256(await readFile(path))));
    const kept = await contents(two, id);
    expect(kept).toHaveLength(3);
    expect(kept.toSorted()).toEqual([...before, ...wanted].toSorted());
    const { versions } = await one.library.versions.list({ id });
    expect(versions.map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  it('are restored and deleted by another desktop than the one that made them', async () => {
    const id = await newAsset();
    const [first] = await contents(one, id);
    await replace(one, id, await newPicture());
    expect(await two.library.versions.restore({ id, number: 1 })).toEqual({ number: 3, former: 2 });
    expect((await contents(one, id))[0]).toBe(first);
    expect(await one.library.versions.remove({ id, numbers: [1, 2] })).toEqual({ removed: 2 });
    expect(await contents(two, id)).toEqual([first]);
  });

  it('are clear about what another desktop did meanwhile, and nothing is lost', async () => {
    const id = await newAsset();
    await replace(one, id, await newPicture());
    const [newest, first] = await contents(one, id);
    // One gives the first version back while the other one deletes it.
    const [restored, removed] = await Promise.allSettled([
      one.library.versions.restore({ id, number: 1 }),
      two.library.versions.remove({ id, numbers: [1] }),
    ]);
    expect(removed.status).toBe('fulfilled');
    const { versions } = await two.library.versions.list({ id });
    const kept = await contents(two, id);
    if (restored.status === 'fulfilled') {
      expect(versions.map(({ number }) => number)).toEqual([3, 2]);
      expect(kept).toEqual([first, newest]);
    } else {
      expect(restored.reason).toMatchObject({ code: 'not_found' });
      expect(versions.map(({ number }) => number)).toEqual([2]);
      expect(kept).toEqual([newest]);
    }
  });

  it('are not made of an asset that another desktop purges meanwhile, and leave nothing in the store', async () => {
    const id = await newAsset();
    const at = await one.library.versions.placeOf(id);
    await one.library.ingest.pause({ batchId: null });
    const { batchId } = await one.library.ingest.replace({ assetId: id, ...at, path: await newPicture() });
    await two.library.library.trash({ ids: [id] });
    expect(await two.library.purge([id])).toBe(1);
    await one.library.ingest.resume({ batchId: null });
    await until(() => !one.library.board.isBusy());
    const { files } = one.library.board.files({ batchId, states: null, offset: 0, limit: 10 });
    expect(files).toMatchObject([{ state: 'failed', error: { code: 'not_found', retry: false } }]);
    const store = openS3Store({ ...place.s3, region: 'us-east-1' });
    const left: string[] = [];
    for await (const page of store.list(store.buckets.assets)) left.push(...page.map(({ key }) => key));
    expect(left.filter((key) => key.includes(at.brandId))).toEqual([]);
    await one.library.ingest.dismiss({ batchId });
  });

  it('are kept of what another program replaces, whose statement goes through as ever', async () => {
    const id = await newAsset();
    const [before] = await contents(one, id);
    const bytes = await readFile(await newPicture());
    const store = openS3Store({ ...place.s3, region: 'us-east-1' });
    const ref = { bucket: store.buckets.assets, key: `images/theirs/${randomUUID()}.jpg` };
    const put = await fetch(store.presignPut(ref, 60), { method: 'PUT', body: new Uint8Array(bytes) });
    expect(put.ok).toBe(true);
    // As a backend that knows nothing of the app: with no right on its schema.
    const role = `backend_${randomUUID().replaceAll('-', '')}`;
    await place.run(`create role ${role}`);
    await place.run(`grant usage on schema public to ${role}`);
    await place.run(`grant select, update on public.generated_assets to ${role}`);
    await place.run(
      `do $$ begin set local role ${role}; update public.generated_assets
         set minio_path = '${ref.bucket}/${ref.key}', file_size = ${bytes.length}, checksum = '${sha256(bytes)}'
         where id = '${id}'; end $$`,
    );
    expect(await contents(one, id)).toEqual([sha256(bytes), before]);
    const { versions } = await two.library.versions.list({ id });
    expect(versions).toMatchObject([{ number: 2, isCurrent: true }, { number: 1 }]);
    await place.run(`drop owned by ${role}`);
    await place.run(`drop role ${role}`);
  });

  it('keep their names apart from the asset’s own', async () => {
    const id = await newAsset();
    await place.run(
      `do $$ begin
         update public.generated_assets set checksum = md5('x'), minio_path = 'dev-sparklio-assets/images/x.jpg' where id = '${id}';
         update public.generated_assets set original_name = 'renamed.jpg' where id = '${id}';
       end $$`,
    );
    const { versions } = await one.library.versions.list({ id });
    expect(versions).toMatchObject([{ number: 2, name: 'renamed.jpg' }, { number: 1 }]);
  });
});
