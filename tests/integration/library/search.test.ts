import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { maintainDatabase } from '../../../electron/database/maintenance.ts';
import { selectAssets } from '../../../electron/library/query.ts';
import { countMissing, searchSimilar } from '../../../electron/similarity/search.ts';
import { engines } from '../../support/engines.ts';
import { everything, makeLibrary, type TestLibrary, testUrls } from '../../support/library.ts';

describe.each(engines)('searching on $name', ({ open }) => {
  let engine: DatabaseEngine;
  let test: TestLibrary;

  beforeAll(async () => {
    engine = await open();
    test = await makeLibrary(engine.db);
  });
  afterAll(() => engine.close());

  const found = (text: string) => test.names({ text, sort: { by: 'name', direction: 'asc' } });

  it('finds and filters what made an asset, for as long as its file is the one that says so', async () => {
    const [id] = await test.add({ original_name: 'made.png' });
    if (!id) throw new Error('no asset');
    const provenance = { madeByAi: 'yes', prompt: '은하수 아래 유리 온실', model: 'sdxl-turbo' };
    const details = engine.db.insertInto('sparklio.asset_details');
    await details.values({ asset_id: id, metadata: JSON.stringify({ provenance }) }).execute();
    const byAi = () => test.names({ filters: { ai: ['yes'] } });
    expect(await found('유리 온실')).toEqual(['made.png']);
    expect(await found('sdxl-turbo')).toEqual(['made.png']);
    expect(await byAi()).toEqual(['made.png']);
    const again = engine.db.updateTable('sparklio.asset_details').where('asset_id', '=', id);
    await again.set({ metadata: JSON.stringify({ provenance: { madeByAi: 'partly' } }) }).execute();
    expect(await found('온실')).toEqual([]);
    expect(await byAi()).toEqual([]);
    expect(await test.names({ filters: { ai: ['partly'] } })).toEqual(['made.png']);
    await again.set({ metadata: null }).execute();
    expect(await test.names({ filters: { ai: ['yes', 'partly'] } })).toEqual([]);
  });

  it('finds words in names, tags, notes and text content, whoever wrote them', async () => {
    const [a, b] = await test.add(
      { original_name: '가_겨울 히어로.png'.normalize('NFD'), tags: ['캠페인의'] },
      { original_name: 'b_Winter_Hero-01.JPG', tags: ['Studio'] },
      { original_name: 'c 100%.txt', type: 'text' },
    );
    if (!a || !b) throw new Error('no asset');
    await engine.db.insertInto('public.generated_texts').values({ id: b, content: '봄이 온다' }).execute();
    await engine.db.insertInto('sparklio.asset_texts').values({ asset_id: a, content: 'the copy' }).execute();
    const korean = '가_겨울 히어로.png'.normalize('NFD');
    expect(await found('겨울')).toEqual([korean]);
    expect(await found('캠페인')).toEqual([korean]);
    expect(await found('봄')).toEqual(['b_Winter_Hero-01.JPG']);
    expect(await found('hero')).toEqual(['b_Winter_Hero-01.JPG']);
    expect(await found('ＳＴＵＤＩＯ hero-01')).toEqual(['b_Winter_Hero-01.JPG']);
    expect(await found('copy 겨울')).toEqual([korean]);
    expect(await found('0%')).toEqual(['c 100%.txt']);
    expect(await found('c')).toEqual(['b_Winter_Hero-01.JPG', 'c 100%.txt', korean].slice(1));
    expect(await found('울겨')).toEqual([]);
    expect(await found('hero studio nothing')).toEqual([]);
  });

  it('finds the same by looking up every hit and by walking through the assets', async () => {
    for (const text of ['겨울', 'hero', 'c', 'winter hero']) {
      const names = async (plan: 'index' | 'walk') => {
        const rows = await selectAssets(engine.db, { ...everything, text }, plan)
          .select('a.name')
          .execute();
        return rows.map(({ name }) => name).sort();
      };
      expect(await names('walk')).toEqual(await names('index'));
    }
  });

  it('finds a two-syllable Korean word through the index', async () => {
    await sql`
      insert into public.generated_assets (brand_id, user_id, type, minio_path, original_name, file_size)
      select ${test.brandId}, (select id from public.users limit 1), 'image', 'x',
        case when g % 500 = 0 then '여름 휴가 ' else 'picture ' end || g || '.png', 1
      from generate_series(1, 5000) g`.execute(engine.db);
    // A server's autovacuum may have been there first.
    await maintainDatabase(engine);
    await engine.executeSql('analyze sparklio.asset_search');
    const query = selectAssets(engine.db, { ...everything, text: '여름' })
      .select('a.name')
      .compile();
    const { rows } = await engine.executeSql(`explain ${query.sql}`, query.parameters);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Bitmap Index Scan on asset_search_terms');
    expect(plan).not.toContain('Seq Scan on asset_search');
    expect(await found('여름')).toHaveLength(10);
  });

  it('pages through a common word as through any other', async () => {
    await sql`
      insert into public.generated_assets (brand_id, user_id, type, minio_path, original_name, file_size)
      select ${test.brandId}, (select id from public.users limit 1), 'image', 'x', 'common ' || g, 1
      from generate_series(1, 5100) g`.execute(engine.db);
    const names = await test.names({ text: 'common' });
    expect(names).toHaveLength(5100);
    expect(new Set(names).size).toBe(5100);
  });
});

describe.each(engines)('similar assets on $name', ({ open }) => {
  it('are ranked by similarity, in the brand or everywhere, without trash and other models', async () => {
    const engine = await open();
    const test = await makeLibrary(engine.db);
    const { db } = engine;
    const other = await test.library.createBrand({ name: 'Other' });
    const ids = await test.add({}, {}, {}, { brand_id: other.id }, {}, {});
    const vectors = ['[1,0,0]', '[0.9,0.1,0]', '[0,1,0]', '[0.95,0.05,0]', '[1,0,0]'];
    for (const [index, vector] of vectors.entries()) {
      const asset_id = ids[index];
      if (!asset_id) throw new Error('no asset');
      const brand_id = index === 3 ? other.id : test.brandId;
      const model = index === 4 ? 'other-model' : 'm';
      await db.insertInto('sparklio.asset_vectors').values({ asset_id, brand_id, model, vector }).execute();
    }
    const search = async (options: { brandId?: typeof test.brandId; threshold?: number }) => {
      const { results, ...facts } = await searchSimilar({
        db,
        urls: testUrls,
        vector: Float32Array.of(1, 0, 0),
        model: 'm',
        brandId: options.brandId ?? null,
        threshold: options.threshold ?? 0,
        limit: 10,
        exclude: ids[0] ?? null,
      });
      return { found: results.map(({ asset }) => ids.indexOf(asset.id)), results, facts };
    };
    const everywhere = await search({});
    expect(everywhere.found).toEqual([3, 1, 2]);
    expect(everywhere.facts).toEqual({ exact: true, model: 'm' });
    expect(await countMissing({ db, model: 'm', brandId: null })).toBe(2);
    expect(await countMissing({ db, model: 'm', brandId: other.id })).toBe(0);
    expect(everywhere.results[0]?.similarity).toBeCloseTo(0.95 / Math.hypot(0.95, 0.05), 5);
    expect((await search({ brandId: test.brandId })).found).toEqual([1, 2]);
    expect((await search({ threshold: 0.5 })).found).toEqual([3, 1]);
    const [, second] = ids;
    if (second) await test.library.trash({ ids: [second] });
    expect((await search({})).found).toEqual([3, 2]);
    await engine.close();
  });
});
