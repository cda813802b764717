import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { type Stretch, selectFiltered } from '../../../electron/library/filtered.ts';
import { orderOf } from '../../../electron/library/query.ts';
import type { AssetQuery, Filters, Sort } from '../../../shared/domain/query.ts';
import { engines } from '../../support/engines.ts';
import { everything, makeLibrary, type TestLibrary } from '../../support/library.ts';

const sorts: Sort[] = (['created', 'name', 'size', 'rating'] as const).flatMap((by) => [
  { by, direction: 'asc' as const },
  { by, direction: 'desc' as const },
]);
const types = ['image', 'video', 'text'] as const;
const COUNT = 57;

describe.each(engines)('listing on $name', ({ open }) => {
  let engine: DatabaseEngine;
  let test: TestLibrary;

  beforeAll(async () => {
    engine = await open();
    test = await makeLibrary(engine.db);
    const project = await test.library.createProject({ brandId: test.brandId, name: 'P' });
    // Many equal sizes, dates and ratings, so that ties are met at the edges of pages.
    const ids = await test.add(
      ...Array.from({ length: COUNT }, (_, n) => ({
        original_name: `${n}.png`,
        type: types[n % 3] ?? 'image',
        mime_type: n % 2 ? 'image/png' : 'image/jpeg',
        file_size: n % 4,
        project_id: n % 5 === 0 ? project.id : null,
        tags: ['all', `t${n % 3}`].slice(n % 10 === 0 ? 2 : 0),
        created_at: new Date(Date.UTC(2026, 0, 1 + (n % 3))),
      })),
    );
    for (const [n, id] of ids.entries()) {
      await engine.db
        .updateTable('sparklio.assets')
        .set({
          rating: n % 6,
          label: n % 7 === 0 ? 'red' : null,
          ai: ([null, 'yes', 'partly'] as const)[n % 3] ?? null,
          width: 100 + (n % 3) * 50,
          height: 150,
        })
        .where('asset_id', '=', id)
        .execute();
    }
    await test.library.trash({ ids: ids.slice(50, 53) });
  });
  afterAll(() => engine.close());

  it.each(sorts)('pages of any size by $by $direction give each asset once, in one order', async (sort) => {
    const whole = await test.names({ sort });
    expect(new Set(whole).size).toBe(COUNT - 3);
    for (const limit of [1, 7, 54]) expect(await test.names({ sort }, limit)).toEqual(whole);
  });

  it.each(sorts)('the outline by $by $direction agrees with the pages', async (sort) => {
    const query: AssetQuery = { ...everything, sort };
    const outline = await test.library.outline({ query, pageSize: 10 });
    expect(outline.total).toBe(COUNT - 3);
    expect(outline.cursors).toHaveLength(6);
    const pages = await Promise.all(
      outline.cursors.map((cursor) => test.library.page({ query, cursor, limit: 10 })),
    );
    const rows = pages.flatMap(({ assets }) => assets);
    expect(rows.map(({ name }) => name)).toEqual(await test.names({ sort }));
    expect([...outline.ratios]).toEqual(
      rows.map(({ width, height }) => Math.round(32 * Math.log2((width ?? 1) / (height ?? 1))) + 128),
    );
    const days = rows.map(({ createdAt }) => createdAt.slice(0, 10));
    const runs = outline.days.flatMap(({ day, count }) => Array<string>(count).fill(day));
    expect(runs).toEqual(sort.by === 'created' ? days : []);
  });

  it('the outline of nothing is empty, and a full last page has no cursor behind it', async () => {
    const none = await test.library.outline({ query: { ...everything, text: '없는것' }, pageSize: 10 });
    expect(none).toEqual({ total: 0, cursors: [], ratios: new Uint8Array(), days: [] });
    const exact = await test.library.outline({ query: everything, pageSize: 54 });
    expect(exact.cursors).toEqual([null]);
  });

  it('ids of a range are those at its places, both ends included', async () => {
    const page = await test.library.page({ query: everything, cursor: null, limit: 200 });
    const all = page.assets.map(({ id }) => id);
    expect(await test.library.ids({ query: everything, from: 3, to: 5 })).toEqual({ ids: all.slice(3, 6) });
    expect(await test.library.ids({ query: everything, from: 0, to: 999 })).toEqual({ ids: all });
    expect(await test.library.ids({ query: everything, from: 5, to: 3 })).toEqual({ ids: [] });
  });

  const shown = Array.from({ length: COUNT }, (_, n) => n).filter((n) => n < 50 || n > 52);
  const filters: [string, Filters, (n: number) => boolean][] = [
    ['types', { types: ['image', 'text'] }, (n) => n % 3 !== 1],
    ['formats', { formats: ['image/png'] }, (n) => n % 2 === 1],
    ['orientations', { orientations: ['portrait', 'square'] }, (n) => n % 3 !== 2],
    ['portrait only', { orientations: ['portrait'] }, (n) => n % 3 === 0],
    [
      'all of some tags',
      { tags: { mode: 'all', values: ['all', 't1'] } },
      (n) => n % 10 !== 0 && n % 3 === 1,
    ],
    ['any of some tags', { tags: { mode: 'any', values: ['t0', 't1'] } }, (n) => n % 10 !== 0 && n % 3 < 2],
    [
      'any of tags that some have both',
      { tags: { mode: 'any', values: ['all', 't1'] } },
      (n) => n % 10 !== 0,
    ],
    ['none of some tags', { tags: { mode: 'none', values: ['t0'] } }, (n) => n % 10 === 0 || n % 3 !== 0],
    ['a least rating', { minRating: 4 }, (n) => n % 6 >= 4],
    ['labels', { labels: ['red', 'blue'] }, (n) => n % 7 === 0],
    ['what AI made', { ai: ['yes'] }, (n) => n % 3 === 1],
    ['what AI made, wholly or in part', { ai: ['yes', 'partly'] }, (n) => n % 3 !== 0],
    ['what is not said to be of AI', { ai: ['unknown'] }, (n) => n % 3 === 0],
    ['what is of AI in part or not said to be', { ai: ['unknown', 'partly'] }, (n) => n % 3 !== 1],
    ['sizes, both ends included', { size: { min: 1, max: 2 } }, (n) => n % 4 === 1 || n % 4 === 2],
    [
      'days, the last excluded',
      { created: { from: '2026-01-02T00:00:00Z', to: '2026-01-03T00:00:00Z' } },
      (n) => n % 3 === 1,
    ],
    [
      'several at once',
      { types: ['image'], minRating: 3, formats: ['image/png'] },
      (n) => n % 3 === 0 && n % 6 >= 3 && n % 2 === 1,
    ],
  ];
  it.each(filters)('filters by %s', async (_, wanted, matches) => {
    const names = await test.names({ filters: wanted, sort: { by: 'name', direction: 'asc' } });
    expect(names).toEqual(shown.filter(matches).map((n) => `${n}.png`));
  });

  describe.each(filters)('of those filtered by %s', (_, wanted) => {
    it('small pages, which are found by walking, give the same as one of all', async () => {
      for (const sort of sorts) {
        const whole = await test.names({ filters: wanted, sort });
        expect(await test.names({ filters: wanted, sort }, 3)).toEqual(whole);
      }
    });

    it('every length of the walk gives the same page', async () => {
      for (const sort of sorts) {
        const query: AssetQuery = { ...everything, filters: wanted, sort };
        const page = (stretch: Stretch) =>
          selectFiltered(
            engine.db,
            query,
            null,
            8,
            (assets) => assets.select('a.name').orderBy(orderOf(sort)).limit(8).execute(),
            stretch,
          );
        const sorted = await page({ first: 0, longest: 0 });
        expect(sorted.length).toBeGreaterThan(0);
        expect(await page({ first: 100, longest: 100 })).toEqual(sorted);
        expect(await page({ first: 4, longest: 100 })).toEqual(sorted);
      }
    });
  });

  it('knows every place to look', async () => {
    const { brands, counts } = await test.library.catalog();
    const project = brands[0]?.projects[0];
    if (!project) throw new Error('no project');
    const count = async (scope: AssetQuery['scope']) => (await test.names({ scope })).length;
    const { brandId } = test;
    expect(await count({ kind: 'all' })).toBe(counts.all);
    expect(await count({ kind: 'brand', brandId })).toBe(counts.all);
    expect(await count({ kind: 'project', brandId, projectId: project.id })).toBe(project.assetCount);
    expect(await count({ kind: 'project', brandId, projectId: null })).toBe(brands[0]?.unassignedCount);
    expect(await count({ kind: 'untagged' })).toBe(counts.untagged);
    expect(await count({ kind: 'trash' })).toBe(counts.trash);
    expect(await count({ kind: 'recent' })).toBe(counts.recent);
    expect(counts).toMatchObject({ all: 54, untagged: 5, trash: 3 });
    expect(project.assetCount).toBe(11);
  });

  it('offers facets that their own filter does not narrow', async () => {
    const query = { ...everything, filters: { formats: ['image/png'], types: ['image' as const] } };
    const { types: offered, formats, tags } = await test.library.facets({ query });
    expect(offered.map(({ value }) => value).sort()).toEqual(['image', 'text', 'video']);
    expect(formats.map(({ value }) => value).sort()).toEqual(['image/jpeg', 'image/png']);
    expect(tags.map(({ value }) => value)).toEqual(['all', 't0']);
    const images = shown.filter((n) => n % 3 === 0);
    expect(formats.find(({ value }) => value === 'image/png')?.count).toBe(
      images.filter((n) => n % 2).length,
    );
  });

  it('refuses a cursor of another sort', async () => {
    const { next } = await test.library.page({ query: everything, cursor: null, limit: 1 });
    const query = { ...everything, sort: { by: 'size', direction: 'asc' } as const };
    await expect(test.library.page({ query, cursor: next, limit: 1 })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('gives everything about one asset, and says when there is none', async () => {
    const { assets } = await test.library.page({ query: everything, cursor: null, limit: 1 });
    const [first] = assets;
    if (!first) throw new Error('no asset');
    const details = await test.library.get({ id: first.id });
    expect(details).toMatchObject({
      ...first,
      uploadedBy: 'tester',
      note: '',
      colors: [],
      metadata: null,
      text: null,
      hasVector: false,
      originalUrl: 'original:local-sparklio-assets/images/x.png',
    });
    const { ids } = await test.library.ids({
      query: { ...everything, scope: { kind: 'trash' } },
      from: 0,
      to: 0,
    });
    await engine.db.deleteFrom('public.generated_assets').where('id', 'in', ids).execute();
    const [gone] = ids;
    if (!gone) throw new Error('no asset');
    await expect(test.library.get({ id: gone })).rejects.toMatchObject({ code: 'not_found' });
    expect((await test.library.summaries({ ids: [gone, first.id] })).assets).toEqual([first]);
  });
});
