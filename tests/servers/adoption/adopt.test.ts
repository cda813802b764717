import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import {
  adoptDatabase,
  inspectDatabase,
  planAdoption,
  readAdoption,
  requireAdopted,
} from '../../../electron/connection/adoption/index.ts';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import { migrations } from '../../../electron/database/migrations/index.ts';
import { jobsVersion } from '../../../electron/jobs/queue-schema.ts';
import { type Adoptable, adoptable, loaded } from './adoptable.ts';
import { dumpOf } from './dump.ts';

let database: Adoptable | undefined;
afterEach(async () => {
  await database?.close();
  database = undefined;
});

/** What belongs to other programs: their rows, their columns, their indexes. */
const theirs = (it: Adoptable) => dumpOf(it, '--schema=public', '--data-only');

const indexesOf = async (it: Adoptable) =>
  (
    await it.run(
      `select indexdef from pg_indexes where schemaname = 'public' and tablename = 'generated_assets' order by 1`,
    )
  ).map(({ indexdef }) => String(indexdef).replace(/^CREATE (UNIQUE )?INDEX \S+ ON \S+ USING /, ''));

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
/** The part of a dump about a table of texts that has no rows. */
const noTexts =
  /--\n-- Data for Name: generated_texts;[^\n]*\n--\n\nCOPY public\.generated_texts [^\n]*\n\\\.\n\n\n/;

describe.each(['customer', 'drifted'] as const)('adopting the %s database', (kind) => {
  it('adds what is missing and changes nothing that is there', async () => {
    const it = await loaded(kind);
    database = it;
    const before = { rows: await theirs(it), schema: await dumpOf(it, '--schema=public', '--schema-only') };
    const indexes = await indexesOf(it);
    const { sql: text } = await it.plan();
    expect(text).not.toMatch(/\b(?:drop \w+|truncate|update|delete from) public\./i);
    expect(await readAdoption(it.engine.db)).toEqual({ state: 'missing' });
    await it.adopt();

    expect(await readAdoption(it.engine.db)).toEqual({ state: 'ready' });
    expect(await it.plan()).toMatchObject({ sql: '', steps: [], blockedBy: null });
    expect((await theirs(it)).replace(noTexts, '')).toBe(before.rows);
    const schema = new Set(linesOf(await dumpOf(it, '--schema=public', '--schema-only')));
    expect(linesOf(before.schema).filter((line) => !schema.has(line))).toEqual([]);
    expect((await indexesOf(it)).toSorted()).toEqual(
      kind === 'customer'
        ? indexes.toSorted()
        : [...indexes, 'btree (checksum) WHERE (checksum IS NOT NULL)'].toSorted(),
    );
  });

  it('reads every row into the projection, with its text and its time', async () => {
    const it = await loaded(kind);
    database = it;
    await it.adopt();
    const { rows } = await sql<{ id: string; name: string; created: Date; trashed: boolean; tags: string[] }>`
      select a.asset_id as id, a.name, a.created_at as created, a.trashed, a.tags
      from sparklio.assets a order by a.name`.execute(it.engine.db);
    const expected = it.variant.assets.map((asset) => ({
      id: asset.id,
      name: asset.name,
      created: asset.createdAt,
      trashed: asset.status === 'deleted',
      tags: [...(asset.tags ?? [])],
    }));
    const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
    expect(rows.toSorted(byId)).toEqual(expected.toSorted(byId));
    const found = await sql<{ n: number }>`
      select count(*) as n from sparklio.asset_search where terms @> '{겨울}'`.execute(it.engine.db);
    expect(found.rows[0]?.n).toBeGreaterThan(0);
  });

  it('does nothing at all when a statement in the middle fails', async () => {
    const it = await loaded(kind);
    database = it;
    // Somebody's function of the very name that the job queue wants.
    await it.run(`create schema sparklio_jobs; create table sparklio_jobs.version (oddity text)`);
    const before = await dumpOf(it);
    await expect(it.adopt()).rejects.toThrow();
    expect(await dumpOf(it)).toBe(before);
  });
});

describe('adoption', () => {
  it('makes everything in an empty database, and is ready', async () => {
    const it = await adoptable();
    database = it;
    await it.adopt();
    await requireAdopted(it.engine.db);
    expect(await inspectDatabase(it.engine.db)).toMatchObject({
      findings: { variant: 'adopted' },
      state: { migrations: migrations.map(({ id }) => id), jobsVersion, checksumIndexed: true },
    });
  });

  it('runs no other plan than the one that was shown', async () => {
    const it = await loaded('customer');
    database = it;
    const { hash } = await it.plan();
    await it.run('drop table generated_texts');
    const before = await dumpOf(it);
    await expect(adoptDatabase(it.engine, hash)).rejects.toMatchObject({ code: 'plan_changed' });
    expect(await dumpOf(it)).toBe(before);
  });

  it('does not depend on rows that come while the plan is read', async () => {
    const it = await loaded('customer');
    database = it;
    const { hash } = await it.plan();
    await it.run(`update generated_assets set tags = '{new}' where id = $1`, [it.variant.assets[0]?.id]);
    await adoptDatabase(it.engine, hash);
    await requireAdopted(it.engine.db);
  });

  it('gives up soon when another program holds the tables, and leaves no trace', async () => {
    const it = await loaded('customer');
    database = it;
    const before = await dumpOf(it);
    const other = new pg.Client({ connectionString: it.databaseUrl });
    await other.connect();
    await other.query('begin; update generated_assets set updated_at = updated_at');
    await expect(it.adopt()).rejects.toMatchObject({ code: 'busy', retry: true });
    await other.query('rollback');
    await other.end();
    expect(await dumpOf(it)).toBe(before);
  });

  it('lets one of two desktops run it, and the other find that it is done', async () => {
    const it = await loaded('customer');
    database = it;
    const { hash } = await it.plan();
    const outcomes = await Promise.allSettled([
      adoptDatabase(it.engine, hash),
      adoptDatabase(it.engine, hash),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { code: 'plan_changed' },
    });
    await requireAdopted(it.engine.db);
  });

  it('refuses a library of a later version', async () => {
    const it = await adoptable();
    database = it;
    await it.adopt();
    await it.run(`insert into sparklio.migrations (id, name) values (999, 'from-the-future')`);
    await expect(requireAdopted(it.engine.db)).rejects.toMatchObject({ code: 'library_newer' });
    const inspection = await inspectDatabase(it.engine.db);
    expect(() => planAdoption(inspection)).toThrow(expect.objectContaining({ code: 'library_newer' }));
  });

  it('offers the steps that a library of an earlier version lacks, and opens it only then', async () => {
    const it = await loaded('customer');
    database = it;
    await it.adopt();
    const rated = it.variant.assets[0]?.id;
    await it.run('update sparklio.assets set rating = 5 where asset_id = $1', [rated]);
    await it.run('delete from sparklio.migrations where id >= 6');
    const known = Math.max(...migrations.map(({ id }) => id));
    await expect(requireAdopted(it.engine.db)).rejects.toMatchObject({
      code: 'not_adopted',
      details: { version: 5, needed: known },
    });
    await it.adopt();
    await requireAdopted(it.engine.db);
    expect(await it.run('select rating from sparklio.assets where asset_id = $1', [rated])).toEqual([
      { rating: 5 },
    ]);
  });

  it('puts its triggers back where another program made a table anew', async () => {
    const it = await loaded('customer');
    database = it;
    await it.adopt();
    await it.run('drop table generated_texts');
    expect(await readAdoption(it.engine.db)).toMatchObject({ state: 'incomplete' });
    await it.adopt();
    await requireAdopted(it.engine.db);
    const text = it.variant.asset('caption').id;
    await it.run(`insert into generated_texts (id, content) values ($1, '다시 쓴 글')`, [text]);
    expect(await it.run('select content from sparklio.asset_texts where asset_id = $1', [text])).toEqual([
      { content: '다시 쓴 글' },
    ]);
  });

  it('takes an index of checksums under any name for what it is', async () => {
    const it = await loaded('drifted');
    database = it;
    await it.run('create index their_own_name on generated_assets using hash (checksum)');
    expect((await it.plan()).sql).not.toContain('idx_assets_checksum');
  });

  it('reads times with a zone as what they are, whatever the zone of a session', async () => {
    const it = await loaded('customer');
    database = it;
    await it.run(`set timezone = 'UTC'; alter table generated_assets
      alter created_at type timestamptz, alter updated_at type timestamptz, alter deleted_at type timestamptz`);
    await it.adopt();
    const one = it.variant.assets[0];
    await it.run(
      `set timezone = 'Asia/Seoul'; update generated_assets set original_name = 'x' where id = '${one?.id}'`,
    );
    const { rows } = await sql<{ created_at: Date }>`
      select created_at from sparklio.assets where asset_id = ${one?.id}`.execute(it.engine.db);
    expect(rows).toEqual([{ created_at: one?.createdAt }]);
    expect((await sql<{ n: number }>`select sparklio.reconcile() as n`.execute(it.engine.db)).rows).toEqual([
      { n: 0 },
    ]);
  });

  it('needs no superuser where the role owns the database and its tables', async () => {
    const it = await loaded('drifted');
    database = it;
    const owner = `owner_${it.database}`;
    await it.run(`create role ${owner} login password 'owner-password'`);
    await it.run(`alter database ${it.database} owner to ${owner}; alter schema public owner to ${owner}`);
    for (const table of ['users', 'brands', 'projects', 'generated_assets']) {
      await it.run(`alter table ${table} owner to ${owner}`);
    }
    const url = new URL(it.databaseUrl);
    url.username = owner;
    url.password = 'owner-password';
    const engine = openPg({ connectionString: url.href });
    const inspection = await inspectDatabase(engine.db);
    expect(inspection.findings.role).toMatchObject({ superuser: false, canWrite: true, canAdopt: true });
    await adoptDatabase(engine, planAdoption(inspection).hash);
    await requireAdopted(engine.db);
    await engine.close();
    await it.run(`reassign owned by ${owner} to current_user; drop owned by ${owner}; drop role ${owner}`);
  });
});
