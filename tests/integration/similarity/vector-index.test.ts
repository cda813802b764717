import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { searchSimilar } from '../../../electron/similarity/search.ts';
import { VectorIndexes } from '../../../electron/similarity/vector-index/vector-indexes.ts';
import { vectorIndexSchema } from '../../../shared/contract/similar.ts';
import { type BrandId, brandIdSchema } from '../../../shared/domain/ids.ts';
import { gaussians } from '../../bench/support/gaussians.ts';
import { engines } from '../../support/engines.ts';

const dimensions = 24;
const model = "it's a model";
const brands = ['a', 'b', 'c'].map((digit) =>
  brandIdSchema.parse(`${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`),
);
const [large, other, small] = brands as [BrandId, BrandId, BrandId];
/** Of one of thirty subjects, in nine of ten cases of a large brand. */
function vectorAt(index: number): Float32Array {
  const subject = gaussians(dimensions, 1000 + (index % 30));
  const own = gaussians(dimensions, 5000 + index);
  return subject.map((value, i) => value + 0.6 * (own[i] ?? 0));
}

async function addVectors(engine: DatabaseEngine, first: number, last: number): Promise<void> {
  const rows = Array.from({ length: last - first }, (_, i) => first + i);
  const brandOf = (n: number): BrandId => (n % 20 === 0 ? small : n % 2 === 0 ? large : other);
  await sql`
    with added as (
      select md5('asset' || n)::uuid as id, brand, v::vector as vector
      from unnest(${rows}::int[], ${rows.map(brandOf)}::uuid[], ${rows.map((n) => `[${vectorAt(n).join(',')}]`)}::text[])
        as t (n, brand, v)
    ), assets as (
      insert into sparklio.assets (asset_id, brand_id, type, name, name_key, size, created_at, trashed, published)
      select id, brand, 'image', 'x', 'x', 1, now(), false, true from added
    )
    insert into sparklio.asset_vectors (asset_id, brand_id, model, vector) select id, brand, ${model}, vector from added`.execute(
    engine.db,
  );
}

const indexNames = async ({ db }: DatabaseEngine): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class c join pg_am m on m.oid = c.relam
    join pg_index i on i.indexrelid = c.oid
    where m.amname in ('hnsw', 'ivfflat') and i.indrelid = 'sparklio.asset_vectors'::regclass`.execute(db);
  return rows.map(({ name }) => name);
};

describe.each(engines)('the vector index on $name', ({ name, open }) => {
  const kind = name === 'PGlite' ? 'embedded' : 'server';
  let engine: DatabaseEngine;
  let indexes: VectorIndexes;
  const told: string[] = [];

  const openIndexes = (): VectorIndexes =>
    new VectorIndexes({
      engine,
      kind,
      exactNumbers: 1000 * dimensions,
      access: 'write',
      model: () => model,
      publish: (_, payload) => told.push(vectorIndexSchema.parse(payload).state),
    });

  async function find(n: number, brandId: BrandId | null, limit = 10) {
    return await searchSimilar({
      db: engine.db,
      urls: { thumbnail: (key) => key, strip: (key) => key },
      vector: vectorAt(n),
      model,
      brandId,
      threshold: -1,
      limit,
      plan: await indexes.planFor(model, brandId, limit),
    });
  }

  beforeEach(async () => {
    told.length = 0;
    engine = await open();
    indexes = openIndexes();
    await addVectors(engine, 0, 3000);
  });
  afterEach(async () => {
    await indexes.close();
    await engine.close();
  });

  it('is built once comparing every vector takes too long, and finds what they do', async () => {
    expect(await indexes.status()).toMatchObject({
      kind: 'exact',
      state: 'outgrown',
      rows: 3000,
      exactBelow: 1000,
    });
    expect((await find(7, null)).exact).toBe(true);
    await indexes.tidy();
    const status = await indexes.status();
    expect(status).toMatchObject({
      kind: kind === 'server' ? 'hnsw' : 'ivfflat',
      state: 'ready',
      builtRows: 3000,
    });
    expect(status.recall?.at10).toBeGreaterThan(0.95);
    expect(status.bytes).toBeGreaterThan(0);
    if (kind === 'server') expect(told).toContain('building');
    expect(told.at(-1)).toBe('ready');
    const found = await find(7, null);
    expect(found.exact).toBe(false);
    expect(found.results[0]?.similarity).toBeCloseTo(1, 5);
    const similarities = found.results.map(({ similarity }) => similarity);
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
  });

  it('gives as many of a brand as were asked for, and compares a small brand whole', async () => {
    await indexes.tidy();
    const inLarge = await find(7, large, 300);
    expect(inLarge.exact).toBe(false);
    expect(inLarge.results).toHaveLength(300);
    expect(inLarge.results.every(({ asset }) => asset.brandId === large)).toBe(true);
    const inSmall = await find(7, small, 300);
    expect(inSmall.exact).toBe(true);
    expect(inSmall.results).toHaveLength(150);
  });

  it('leaves out what is in the trash', async () => {
    await indexes.tidy();
    const [first] = (await find(7, null)).results;
    await sql`update sparklio.assets set published = false, trashed = true where asset_id = ${first?.asset.id}`.execute(
      engine.db,
    );
    const { results } = await find(7, null);
    expect(results.map(({ asset }) => asset.id)).not.toContain(first?.asset.id);
    expect(results).toHaveLength(10);
  });

  it('is built once and not again while it fits', async () => {
    await indexes.tidy();
    const before = await indexNames(engine);
    expect(before).toHaveLength(1);
    await indexes.tidy();
    expect(await indexNames(engine)).toEqual(before);
    await indexes.rebuild('own');
    await indexes.tidy();
    // The old one goes only after the new one is there.
    await expect
      .poll(
        async () => {
          const after = await indexNames(engine);
          return after.length === 1 && after[0] !== before[0];
        },
        { timeout: 40_000 },
      )
      .toBe(true);
    await expect.poll(async () => (await indexes.status()).state).toBe('ready');
  });

  it('is built anew when what an ended build left is in its place', async () => {
    await indexes.tidy();
    const [broken] = await indexNames(engine);
    await sql`update pg_index set indisvalid = false where indexrelid = (
      select oid from pg_class where relname = ${broken})`.execute(engine.db);
    await indexes.close();
    indexes = openIndexes();
    expect((await find(7, null)).exact).toBe(true);
    await indexes.tidy();
    const names = await indexNames(engine);
    expect(names).toHaveLength(1);
    expect(names).not.toContain(broken);
    expect((await find(7, null)).exact).toBe(false);
  });

  it('is removed with the last vector of its model', async () => {
    await indexes.tidy();
    await sql`delete from sparklio.asset_vectors`.execute(engine.db);
    await indexes.tidy();
    expect(await indexNames(engine)).toEqual([]);
  });

  it('is built anew when its data has outgrown its lists', async () => {
    await indexes.tidy();
    const [before] = await indexNames(engine);
    await addVectors(engine, 3000, 6200);
    // A graph grows with its data.
    expect((await indexes.status()).state).toBe(kind === 'server' ? 'ready' : 'outgrown');
    await indexes.tidy();
    const [after] = await indexNames(engine);
    if (kind === 'embedded') expect(after).not.toBe(before);
    else expect(after).toBe(before);
    expect((await indexes.status()).state).toBe('ready');
  });

  it.runIf(kind === 'server')('is built by one desktop of several', async () => {
    const second = openIndexes();
    await Promise.all([indexes.tidy(), second.tidy()]);
    await second.close();
    expect(await indexNames(engine)).toHaveLength(1);
  });

  it.runIf(kind === 'server')(
    'judges the index on the shared column and replaces it when it is asked to',
    async () => {
      await sql`insert into public.users (id, email) values (${large}, 'x@example.org')`.execute(engine.db);
      await sql`insert into public.brands (id, name, slug) values (${large}, 'x', 'x')`.execute(engine.db);
      await sql`insert into public.generated_assets (brand_id, user_id, type, minio_path, file_size, embedding)
      select ${large}, ${large}, 'image', 'x', 1,
        (v.vector::real[] || array_fill(0::real, array[1536 - ${dimensions}::int]))::vector
      from sparklio.asset_vectors v`.execute(engine.db);
      await sql`analyze public.generated_assets`.execute(engine.db);
      const { shared } = await indexes.measure();
      expect(shared).toMatchObject({ kind: 'ivfflat', lists: 100, vectors: 3000 });
      expect(shared?.judgement).not.toBe('good');
      expect(shared?.advisedLists).toBe(10);
      await indexes.rebuild('shared');
      await expect.poll(async () => (await indexes.status()).shared?.lists).toBe(10);
      await expect.poll(async () => (await indexes.status()).shared?.judgement).toBe('good');
      expect((await indexes.status()).shared?.name).toBe(shared?.name);
    },
  );

  it.runIf(kind === 'server')('is left to the owner of the tables', async () => {
    const role = `reader_${Date.now().toString(36)}`;
    await sql
      .raw(`create role ${role}; grant usage on schema sparklio to ${role};
      grant select on all tables in schema sparklio to ${role}; grant select on public.generated_assets to ${role}`)
      .execute(engine.db);
    await engine.db.connection().execute(async (connection) => {
      await sql.raw(`set role ${role}`).execute(connection);
      const member = new VectorIndexes({
        engine: { backgroundDb: connection },
        kind,
        exactNumbers: 1000 * dimensions,
        access: 'write',
        model: () => model,
        publish: () => undefined,
      });
      expect((await member.status()).state).toBe('not-supported');
      await expect(member.rebuild('own')).rejects.toMatchObject({ code: 'permission_denied' });
      await expect(member.rebuild('shared')).rejects.toMatchObject({ code: 'permission_denied' });
      await sql`reset role`.execute(connection);
    });
    await sql.raw(`drop owned by ${role}; drop role ${role}`).execute(engine.db);
  });
});
