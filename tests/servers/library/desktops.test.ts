import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaClient } from '../../../electron/media/client.ts';
import { startMedia } from '../../support/open-library.ts';
import { type Desk, emptyPlace, names, openDesk, type Place, picture, pictures, until } from './desk.ts';

let place: Place;
let media: MediaClient;
let one: Desk;
let two: Desk;

beforeAll(async () => {
  place = await emptyPlace();
  media = startMedia();
  one = await openDesk({ target: place.target(), media, folder: place.folder });
  two = await openDesk({ target: place.target(), media, folder: place.folder });
});
afterAll(async () => {
  await one.close();
  await two.close();
  media.dispose();
  await place.close();
});

async function newBrand(desk: Desk) {
  return (await desk.library.library.createBrand({ name: `Brand ${randomUUID()}` })).id;
}

describe('two desktops with one library', () => {
  it('count each other', async () => {
    expect((await one.library.health.health()).desktops).toBe(2);
  });

  it('see by themselves what the other one uploads', async () => {
    const brandId = await newBrand(one);
    two.changes.length = 0;
    await one.drop(await pictures(join(place.folder, 'shoot'), 3), brandId);
    await until(() => two.changes.some(({ what }) => what === 'assets'));
    expect(await names(two)).toEqual(expect.arrayContaining(['0.jpg', '1.jpg', '2.jpg']));
  });

  it('see by themselves what the other one changes of the app itself', async () => {
    const { assets } = await one.library.library.page({
      query: { scope: { kind: 'all' }, text: '', filters: {}, sort: { by: 'created', direction: 'desc' } },
      cursor: null,
      limit: 1,
    });
    const [asset] = assets;
    if (asset === undefined) throw new Error('Nothing was uploaded');
    two.changes.length = 0;
    await one.library.library.rate({ ids: [asset.id], rating: 4 });
    one.library.changes.assets();
    await until(() => two.changes.length > 0);
    expect((await two.library.library.get({ id: asset.id })).rating).toBe(4);
  });

  it('see by themselves what another program writes, without a storm when it writes hundreds of rows', async () => {
    const brandId = await newBrand(one);
    await until(() => one.changes.some(({ what }) => what === 'catalog'));
    const [user] = await place.run('select id from public.users limit 1');
    const before = one.changes.length;
    for (let row = 0; row < 400; row += 1) {
      await place.engine.executeSql(
        `insert into public.generated_assets (brand_id, user_id, type, minio_path, original_name, file_size, mime_type)
         values ($1, $2, 'audio', 'nowhere', $3, 1, 'audio/mpeg')`,
        [brandId, user?.id, `storm-${row}`],
      );
    }
    await until(async () => {
      const { total } = await one.library.library.outline({
        query: {
          scope: { kind: 'brand', brandId },
          text: '',
          filters: {},
          sort: { by: 'created', direction: 'desc' },
        },
        pageSize: 100,
      });
      return total === 400 && one.changes.length > before;
    });
    expect(one.changes.length - before).toBeLessThan(25);
    await place.run('delete from public.generated_assets where brand_id = $1', [brandId]);
  });

  it('hear of a row that another program changes, and not of one that only got a vector', async () => {
    const heard: string[] = [];
    const line = place.engine.line;
    const listening = await line?.listen(
      'sparklio_changes',
      (word) => heard.push(word),
      () => undefined,
    );
    const vector = JSON.stringify(Array.from({ length: 1536 }, (_, index) => (index === 0 ? 1 : 0)));
    await place.run(`update public.generated_assets set embedding = '${vector}'`);
    await place.run(`update public.generated_assets set tags = array['heard'] where original_name = '0.jpg'`);
    await until(() => heard.length > 0);
    expect(heard.filter((word) => word === 'assets')).toEqual(['assets']);
    await listening?.close();
  });

  it('keep their uploads apart', async () => {
    const brandId = await newBrand(one);
    const file = await picture(join(place.folder, 'mine.jpg'), 77);
    await one.drop([file], brandId);
    expect(one.library.board.batches().length).toBeGreaterThan(0);
    expect(two.library.board.batches()).toEqual([]);
  });

  it('leave to a desktop that was closed what it has not finished', async () => {
    const brandId = await newBrand(one);
    const id = randomUUID();
    const third = await openDesk({ target: place.target(), media, folder: place.folder, id });
    await mkdir(join(place.folder, 'many'), { recursive: true });
    const paths = await pictures(join(place.folder, 'many'), 60, 1000);
    await third.library.ingest.addPaths({
      paths,
      target: { brandId, projectId: null, foldersAsProjects: false, tags: [] },
    });
    await until(() => (third.library.board.batches()[0]?.published ?? 0) > 0);
    await third.close();
    const left = await place.run(
      'select count(*)::int as files from sparklio.uploads where desktop_id = $1',
      [id],
    );
    const [desktop] = await place.run('select closed_at from sparklio.desktops where id = $1', [id]);
    expect(Number(left[0]?.files)).toBeGreaterThan(0);
    expect(desktop?.closed_at).not.toBeNull();

    const fourth = await openDesk({ target: place.target(), media, folder: place.folder });
    expect(fourth.library.board.batches()).toEqual([]);
    await fourth.close();

    const again = await openDesk({ target: place.target(), media, folder: place.folder, id });
    await until(() => !again.library.board.isBusy());
    await again.close();
    const [done] = await place.run(
      'select count(*)::int as assets, count(distinct checksum)::int as files from public.generated_assets where brand_id = $1',
      [brandId],
    );
    expect(done).toEqual({ assets: 60, files: 60 });
    expect(await place.run('select from sparklio.desktops where id = $1', [id])).toEqual([]);
  });
});
