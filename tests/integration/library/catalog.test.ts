import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { createUsage } from '../../../electron/usage/usage.ts';
import { engines } from '../../support/engines.ts';
import { makeLibrary, type TestLibrary, testUrls } from '../../support/library.ts';

describe.each(engines)('brands and projects on $name', ({ open }) => {
  let engine: DatabaseEngine;
  let test: TestLibrary;
  beforeAll(async () => {
    engine = await open();
    test = await makeLibrary(engine.db);
  });
  afterAll(() => engine.close());

  it('have names of their own, whatever the case, and slugs that never collide', async () => {
    await test.library.createBrand({ name: 'Acme!' });
    await expect(test.library.createBrand({ name: 'ACME!' })).rejects.toMatchObject({
      code: 'name_taken',
      details: { name: 'ACME!' },
    });
    await test.library.createBrand({ name: 'Acme?' });
    const slugs = await engine.db.selectFrom('public.brands').select('slug').execute();
    expect(slugs.map(({ slug }) => slug)).toEqual(expect.arrayContaining(['acme', 'acme-2']));
  });

  it('two that are made at once with one name are one', async () => {
    const results = await Promise.allSettled([
      test.library.createBrand({ name: 'Twin' }),
      test.library.createBrand({ name: 'twin' }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('are renamed, coloured, archived and taken back', async () => {
    const { id, color } = await test.library.createBrand({ name: 'Colour' });
    expect(color).toMatch(/^#[0-9a-f]{6}$/);
    await test.library.updateBrand({ id, name: 'Color', color: '#123456', archived: true });
    await test.library.updateBrand({ id, archived: false });
    const { brands } = await test.library.catalog();
    expect(brands.find((brand) => brand.id === id)).toMatchObject({
      name: 'Color',
      color: '#123456',
      archived: false,
    });
    await expect(test.library.updateBrand({ id, name: 'Acme!' })).rejects.toMatchObject({
      code: 'name_taken',
    });
    await test.library.updateBrand({ id, name: 'COLOR' });
  });

  it('projects are named once in a brand, but may be named alike in two', async () => {
    const one = await test.library.createBrand({ name: 'One' });
    const two = await test.library.createBrand({ name: 'Two' });
    const project = await test.library.createProject({ brandId: one.id, name: '봄' });
    await test.library.createProject({ brandId: two.id, name: '봄' });
    const again = test.library.createProject({ brandId: one.id, name: '봄' });
    await expect(again).rejects.toMatchObject({ code: 'name_taken' });
    await test.library.updateProject({ id: project.id, name: '여름', archived: true });
    const { brands } = await test.library.catalog();
    expect(brands.find(({ id }) => id === one.id)?.projects).toEqual([
      { id: project.id, brandId: one.id, name: '여름', status: 'archived', assetCount: 0 },
    ]);
  });

  it('tags are offered that begin with what was typed, then those that contain it', async () => {
    await test.add(
      { tags: ['겨울', '한겨울'] },
      { tags: ['한겨울'] },
      { tags: ['100%'] },
      { tags: ['winter'] },
    );
    const offer = async (prefix: string) =>
      (await test.library.tags({ brandId: test.brandId, prefix, limit: 10 })).tags;
    expect(await offer('겨')).toEqual([
      { tag: '겨울', count: 1 },
      { tag: '한겨울', count: 2 },
    ]);
    expect(await offer('%')).toEqual([{ tag: '100%', count: 1 }]);
    expect(await offer('WIN')).toEqual([{ tag: 'winter', count: 1 }]);
    expect(await offer('')).toHaveLength(4);
  });

  it('usage adds up whichever way it is split, and counts the trash apart', async () => {
    const [, , trashed] = await test.add(
      { file_size: 1000, created_at: new Date('2026-01-01T12:00:00Z') },
      { file_size: 500, type: 'video', created_at: new Date('2026-01-02T00:00:00Z') },
      { file_size: 9000 },
    );
    if (!trashed) throw new Error('no asset');
    await test.library.trash({ ids: [trashed] });
    const usage = createUsage({ db: engine.db, urls: testUrls, freeBytes: async () => 42 });
    const summary = await usage.summary();
    expect(summary.trash).toEqual({ assets: 1, bytes: 9000 });
    expect(summary.freeBytes).toBe(42);
    for (const split of [summary.byBrand, summary.byProject, summary.byType, summary.byDay]) {
      expect(split.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(summary.bytes);
      expect(split.reduce((sum, { assets }) => sum + assets, 0)).toBe(summary.assets);
    }
    expect(summary.byDay.slice(0, 2)).toEqual([
      { day: '2026-01-01', assets: 1, bytes: 1000 },
      { day: '2026-01-02', assets: 1, bytes: 500 },
    ]);
    expect(summary.biggest[0]).toMatchObject({ size: 1000 });
  });
});
