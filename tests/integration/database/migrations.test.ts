import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { connectInProcess } from '../../../electron/database/engines/pglite/in-process.ts';
import { migrateLibrary, migrations } from '../../../electron/database/migrations/index.ts';
import { openTestDatabase } from '../../support/database.ts';

const allIds = migrations.map(({ id }) => id);

describe('migrations', () => {
  let engine: DatabaseEngine;
  beforeAll(async () => {
    engine = await openTestDatabase();
  });
  afterAll(() => engine.close());

  it('make the five shared tables with their seven indexes', async () => {
    const tables = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(engine.db);
    expect(tables.rows.map(({ name }) => name)).toEqual([
      'brands',
      'generated_assets',
      'generated_texts',
      'projects',
      'users',
    ]);
    const indexes = await sql<{ definition: string }>`
      select indexdef as definition from pg_indexes
      where schemaname = 'public' and tablename = 'generated_assets' and indexname like 'idx_%'
      order by indexname`.execute(engine.db);
    expect(indexes.rows.map(({ definition }) => definition.replace(/^.* USING /, ''))).toEqual([
      'btree (brand_id, created_at DESC)',
      'btree (checksum) WHERE (checksum IS NOT NULL)',
      "ivfflat (embedding vector_cosine_ops) WITH (lists='100')",
      'btree (project_id, created_at DESC) WHERE (project_id IS NOT NULL)',
      'gin (tags)',
      'btree (type, status)',
      'btree (user_id, created_at DESC)',
    ]);
  });

  it('have nothing to do the second time', async () => {
    expect(await migrateLibrary(engine.db)).toEqual([]);
  });

  it('can each be run again without harm', async () => {
    for (const migration of migrations) await sql.raw(migration.sql).execute(engine.db);
    await engine.db.deleteFrom('sparklio.migrations').execute();
    expect(await migrateLibrary(engine.db)).toEqual(allIds);
  });

  it('are each applied once when two desktops start together', async () => {
    await engine.db.deleteFrom('sparklio.migrations').execute();
    const [one, other] = await Promise.all([migrateLibrary(engine.db), migrateLibrary(engine.backgroundDb)]);
    expect([...one, ...other].sort((a, b) => a - b)).toEqual(allIds);
  });

  it('refuse a library of a later version', async () => {
    await engine.db.insertInto('sparklio.migrations').values({ id: 999, name: 'from-the-future' }).execute();
    await expect(migrateLibrary(engine.db)).rejects.toMatchObject({ code: 'library_newer' });
  });
});

it('a database that has the shared tables with rows is taken over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-adopt-'));
  const engine = await connectInProcess(join(folder, 'database'));
  const shared = migrations[0];
  if (!shared) throw new Error('no migrations');
  await sql.raw(shared.sql).execute(engine.db);
  await engine.executeSql(`
    insert into public.users (id, email) values ('00000000-0000-4000-8000-000000000001', 'a@b');
    insert into public.brands (id, name, slug) values ('00000000-0000-4000-8000-000000000002', 'B', 'b');
    insert into public.generated_assets (brand_id, user_id, type, minio_path, original_name, file_size)
    values ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'image',
      'image/x.png', '겨울.png', 5);
    insert into public.generated_texts (id, content) select id, '봄이 온다' from public.generated_assets;`);
  expect(await migrateLibrary(engine.db)).toEqual(allIds);
  const found = await engine.db
    .selectFrom('sparklio.asset_search')
    .select('search_text')
    .where(sql<boolean>`terms @> '{겨울,온다}'`)
    .execute();
  expect(found).toEqual([{ search_text: '겨울.png 봄이 온다' }]);
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});
