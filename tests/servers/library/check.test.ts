import { createHash, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'minio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exclusively } from '../../../electron/database/exclusive.ts';
import type { MediaClient } from '../../../electron/media/client.ts';
import type { CheckStatus, FindingKind } from '../../../shared/contract/check.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import { startMedia } from '../../support/open-library.ts';
import { clientOf } from '../../support/s3-client.ts';
import { type Desk, emptyPlace, openDesk, type Place, picture, pictures, until } from './desk.ts';

/** Rows and objects as the backend of the house writes them, beside the app's own. */
describe('a library check on servers', () => {
  let place: Place;
  let media: MediaClient;
  let desk: Desk;
  let other: Desk;
  let s3: Client;
  let brandId: BrandId;
  let bucket: string;

  beforeAll(async () => {
    place = await emptyPlace();
    media = startMedia();
    const open = () => openDesk({ target: place.target(), media, folder: place.folder });
    [desk, other] = [await open(), await open()];
    ({ id: brandId } = await desk.library.library.createBrand({ name: 'Brand' }));
    bucket = desk.library.store.buckets.assets;
    s3 = clientOf(place.s3);
  });
  afterAll(async () => {
    await Promise.all([desk?.close(), other?.close()]);
    media?.dispose();
    await place?.close();
  });

  const put = (key: string, bytes: string | Buffer) => s3.putObject(bucket, key, bytes);
  const isThere = async (key: string) => (await desk.library.store.head({ bucket, key })) !== null;
  const keyOf = (name: string, folder = 'images') => `${folder}/${brandId}/unassigned/2026/02/03/${name}`;

  async function check(of = desk): Promise<CheckStatus> {
    await of.library.check.start({ verify: false });
    await until(async () => (await of.library.check.status()).running === null);
    const status = await of.library.check.status();
    expect(status.failed).toBeNull();
    return status;
  }

  const counted = ({ groups }: CheckStatus) =>
    Object.fromEntries(groups.map(({ kind, open, quarantined }) => [kind, [open, quarantined]]));

  /** A row as another program writes it; gives its id. */
  async function row(path: string, bytes: string, size = bytes.length): Promise<string> {
    const id = randomUUID();
    await place.run(
      `insert into public.generated_assets (id, brand_id, user_id, type, minio_path, original_name, file_size,
         mime_type, checksum, source)
       select $1, $2, id, 'document', $3, 'theirs.bin', $4, 'application/octet-stream', $5, 'api' from public.users limit 1`,
      [id, brandId, path, size, createHash('sha256').update(bytes).digest('hex')],
    );
    return id;
  }

  it('finds nothing wrong with paths in any spelling', async () => {
    const [bare, singular, full] = [randomUUID(), randomUUID(), randomUUID()];
    await put(keyOf(`${bare}.bin`), 'bare');
    await row(keyOf(`${bare}.bin`), 'bare');
    await put(keyOf(`${singular}.bin`), 'singular');
    await row(`${bucket}/${keyOf(`${singular}.bin`, 'image')}`, 'singular');
    await put(keyOf(`${full}.bin`), 'full');
    await row(`${bucket}/${keyOf(`${full}.bin`)}`, 'full');
    const status = await check();
    expect(counted(status)).toEqual({});
    expect(status.last).toMatchObject({ assets: 3, objects: 3 });
  });

  it('says nothing of what another program stored a moment ago, and may still give a row', async () => {
    const key = keyOf(`${randomUUID()}.png`);
    await put(key, 'about to get its row');
    await put('cache/of/theirs.bin', 'theirs');
    expect(counted(await check())).toEqual({});
    await desk.library.store.remove([
      { bucket, key },
      { bucket, key: 'cache/of/theirs.bin' },
    ]);
  });

  it("finds another program's missing and cut objects, and puts them right from the same file", async () => {
    const missing = keyOf(`${randomUUID()}.bin`, 'documents');
    await row(`${bucket}/${missing}`, 'lost and found');
    const cut = keyOf(`${randomUUID()}.bin`, 'documents');
    await put(cut, 'cut');
    await row(cut, 'cut short');
    expect(counted(await check())).toEqual({ missing_object: [1, 0], size_differs: [1, 0] });
    const folder = join(place.folder, 'found');
    await pictures(folder, 2, 900);
    await writeFile(join(folder, 'a.bin'), 'lost and found');
    await writeFile(join(folder, 'b.bin'), 'cut short');
    expect(await desk.library.check.repairFiles([folder])).toMatchObject({ restored: 2, left: 0 });
    expect(await isThere(missing)).toBe(true);
    expect(counted(await check())).toEqual({});
  });

  it('is told to every desktop, and made by one of them at a time', async () => {
    const key = keyOf(`${randomUUID()}.bin`, 'documents');
    await row(key, 'nowhere');
    await check(desk);
    const kinds = async (of: Desk): Promise<FindingKind[]> =>
      (await of.library.check.status()).groups.map(({ kind }) => kind);
    expect(await kinds(other)).toEqual(['missing_object']);

    // As a desktop that is at it holds the lock.
    const answer = await exclusively(place.engine.db, 'check', () =>
      other.library.check.start({ verify: false }).then(
        () => 'started',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      ),
    );
    expect(answer).toBe('busy');
    await put(key, 'nowhere');
    expect(counted(await check(other))).toEqual({});
  });

  it('finds nothing wrong while two desktops take files in and purge others', async () => {
    const drops = [desk, other].map(async (one, index) => {
      for (let round = 0; round < 3; round += 1) {
        const folder = join(place.folder, `drop-${String(index)}-${String(round)}`);
        const paths = await pictures(folder, 4, 1000 * (index + 1) + round * 10);
        await one.drop(paths, brandId);
        const { assets } = await one.library.library.page({
          query: {
            scope: { kind: 'all' },
            text: '',
            filters: {},
            sort: { by: 'created', direction: 'desc' },
          },
          cursor: null,
          limit: 1,
        });
        const ids = assets.map(({ id }) => id);
        await one.library.library.trash({ ids });
        await one.library.purge(ids);
      }
    });
    let going = true;
    const done = Promise.all(drops).then(() => {
      going = false;
    });
    while (going) {
      const status = await check().catch((error: unknown) => {
        // The other desktop's own look, once a day, may come in between.
        if (error instanceof Error && 'code' in error && error.code === 'busy') return null;
        throw error;
      });
      if (status !== null) expect(counted(status)).toEqual({});
    }
    await done;
    expect(counted(await check())).toEqual({});
  });

  it('purges no object that the row of another program names too', async () => {
    const path = await picture(join(place.folder, 'shared.jpg'), 77);
    await desk.drop([path], brandId);
    const [mine] = await place.run(
      `select id, minio_path as path from public.generated_assets where original_name = 'shared.jpg'`,
    );
    if (mine === undefined) throw new Error('not taken in');
    const key = String(mine.path).slice(bucket.length + 1);
    const theirs = await row(key.replace('images/', 'image/'), 'the same object');
    const { library } = desk.library;
    const { assets } = await library.page({
      query: {
        scope: { kind: 'all' },
        text: 'shared',
        filters: {},
        sort: { by: 'created', direction: 'desc' },
      },
      cursor: null,
      limit: 10,
    });
    const ids = assets.map(({ id }) => id).filter((id) => id === mine.id);
    await library.trash({ ids });
    expect(await desk.library.purge(ids)).toBe(1);
    expect(await isThere(key)).toBe(true);
    await place.run('delete from public.generated_assets where id = $1', [theirs]);
    await rm(path);
  });
});
