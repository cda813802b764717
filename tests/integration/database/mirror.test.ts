import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { engines } from '../../support/engines.ts';
import { makeLibrary, type TestLibrary } from '../../support/library.ts';

describe.each(engines)('the projection of assets on $name', ({ open }) => {
  let engine: DatabaseEngine;
  let test: TestLibrary;
  beforeAll(async () => {
    engine = await open();
    test = await makeLibrary(engine.db);
  });
  afterAll(() => engine.close());
  beforeEach(() => sql`delete from public.generated_assets`.execute(engine.db));

  const projection = () => engine.db.selectFrom('sparklio.assets').selectAll().orderBy('name').execute();

  it('follows what another program inserts, changes and deletes', async () => {
    const [id] = await test.add(
      { original_name: 'a.png', file_size: 7, tags: ['x'] },
      { original_name: 'b.png' },
    );
    expect(await projection()).toMatchObject([
      { asset_id: id, name: 'a.png', size: 7, tags: ['x'], published: true, trashed: false, rating: 0 },
      { name: 'b.png' },
    ]);
    await sql`update public.generated_assets set status = 'deleted', deleted_at = now() where id = ${id}`.execute(
      engine.db,
    );
    expect(await projection()).toMatchObject([{ published: false, trashed: true }, { published: true }]);
    await sql`delete from public.generated_assets where id = ${id}`.execute(engine.db);
    expect(await projection()).toMatchObject([{ name: 'b.png' }]);
    expect(await engine.db.selectFrom('sparklio.asset_search').selectAll().execute()).toHaveLength(1);
  });

  it('keeps rating, label and renditions when the shared row changes', async () => {
    const [id] = await test.add({});
    await engine.db.updateTable('sparklio.assets').set({ rating: 4, width: 30, height: 10 }).execute();
    await sql`update public.generated_assets set original_name = 'new.png' where id = ${id}`.execute(
      engine.db,
    );
    expect(await projection()).toMatchObject([
      { name: 'new.png', rating: 4, width: 30, orientation: 'landscape', ratio: Buffer.from([179]) },
    ]);
  });

  it('reads odd rows of other programs as something that can be shown', async () => {
    await test.add(
      { original_name: null, minio_path: 'image/folder/from-path.png', type: 'model3d', file_size: -1 },
      { original_name: 'processing.png', status: 'processing' },
      { original_name: 'z-only-deleted-at.png', deleted_at: new Date() },
    );
    expect(await projection()).toMatchObject([
      { name: 'from-path.png', type: 'document', size: 0, published: true },
      { published: false, trashed: false },
      { published: false, trashed: true },
    ]);
  });

  it('sorts names as a person would', async () => {
    await test.add(
      ...['IMG_10.png', 'img_2.png', '나비.png', '가을.png', 'IMG_1.png'].map((original_name) => ({
        original_name,
      })),
    );
    expect(await test.names({ sort: { by: 'name', direction: 'asc' } })).toEqual([
      'IMG_1.png',
      'img_2.png',
      'IMG_10.png',
      '가을.png',
      '나비.png',
    ]);
  });

  it('never fails the statement of another program, and is put right afterwards', async () => {
    const [id] = await test.add({ original_name: 'before.png' });
    await sql`alter table sparklio.assets add constraint broken check (name <> 'fails.png')`.execute(
      engine.db,
    );
    await sql`update public.generated_assets set original_name = 'fails.png' where id = ${id}`.execute(
      engine.db,
    );
    await sql`alter table sparklio.assets drop constraint broken`.execute(engine.db);
    expect(await projection()).toMatchObject([{ name: 'before.png' }]);
    expect(await engine.db.selectFrom('sparklio.state').select('key').execute()).toEqual([
      { key: 'mirror_dirty' },
    ]);

    const { rows } = await sql<{ fixed: number }>`select sparklio.reconcile() as fixed`.execute(engine.db);
    expect(rows).toEqual([{ fixed: 1 }]);
    expect(await projection()).toMatchObject([{ name: 'fails.png' }]);
    expect(await engine.db.selectFrom('sparklio.state').select('key').execute()).toEqual([]);
  });

  it('moves vectors to the new brand with their asset', async () => {
    const [id] = await test.add({});
    if (id === undefined) throw new Error('no asset');
    const { id: other } = await test.library.createBrand({ name: 'Other' });
    await engine.db
      .insertInto('sparklio.asset_vectors')
      .values({ asset_id: id, brand_id: test.brandId, model: 'm', vector: '[1,2]' })
      .execute();
    await test.library.move({ ids: [id], brandId: other, projectId: null });
    expect(await engine.db.selectFrom('sparklio.asset_vectors').select('brand_id').execute()).toEqual([
      { brand_id: other },
    ]);
  });

  it('is emptied with the table', async () => {
    await test.add({}, {});
    await sql`truncate public.generated_assets cascade`.execute(engine.db);
    expect(await projection()).toEqual([]);
  });
});
