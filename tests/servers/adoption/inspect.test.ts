import { afterEach, describe, expect, it } from 'vitest';
import { inspectDatabase, planAdoption } from '../../../electron/connection/adoption/index.ts';
import { type Adoptable, adoptable, loaded } from './adoptable.ts';
import { dumpOf } from './dump.ts';

let database: Adoptable | undefined;
afterEach(async () => {
  await database?.close();
  database = undefined;
});

async function findingsOf({ engine }: Adoptable) {
  return (await inspectDatabase(engine.db)).findings;
}

describe.each(['customer', 'drifted'] as const)('inspecting the %s database', (kind) => {
  it('says what is there and leaves every byte of a dump as it was', async () => {
    const it = await loaded(kind);
    database = it;
    const before = await dumpOf(it);
    const inspection = await inspectDatabase(it.engine.db);
    planAdoption(inspection);
    expect(await dumpOf(it)).toBe(before);

    const { findings } = inspection;
    const table = (name: string) => findings.tables.find((one) => one.name === name);
    expect(findings).toMatchObject({
      variant: kind,
      pgvector: expect.stringMatching(/^\d+\.\d+/),
      vectors: {
        rows: it.variant.assets.filter(({ embedding }) => embedding !== null).length,
        index: kind === 'customer' ? 'ivfflat' : null,
        indexLists: kind === 'customer' ? 100 : null,
        dimensions: 1536,
      },
      role: { superuser: true, canWrite: true, canAdopt: true },
    });
    expect(findings.warnings).toContain('superuser');
    expect(table('generated_assets')).toMatchObject({
      present: true,
      rows: it.variant.assets.length,
      wrongColumns: [],
      missingColumns: kind === 'customer' ? [] : ['metadata'],
      extraColumns: kind === 'customer' ? [] : ['asset_metadata', 'original_url', 'preview_url', 'thumb_url'],
    });
    expect(table('users')?.requiredColumns.toSorted()).toEqual(
      kind === 'customer' ? [] : ['hashed_password', 'username'],
    );
    expect(table('brands')?.requiredColumns).toEqual(kind === 'customer' ? [] : ['owner_id']);
    expect(table('generated_texts')?.present).toBe(kind === 'customer');

    const count = (test: (path: string) => boolean) =>
      it.variant.assets.filter(({ minioPath }) => test(minioPath)).length;
    expect(findings.spellings).toMatchObject({
      bucketAndKey: count((path) => path.startsWith(it.s3.bucketPrefix)),
      keyOnly: count((path) => path !== '' && !path.startsWith(it.s3.bucketPrefix)),
      singularFolder: count((path) => /(^|\/)(image|video|text|document)\//.test(path)),
      elsewhere: 0,
      prefixedChecksums: it.variant.assets.filter(({ checksum }) => checksum?.startsWith('sha256:')).length,
      withoutChecksum: it.variant.assets.filter(({ checksum }) => checksum === null).length,
    });
  });
});

describe('inspecting', () => {
  it('a database without anything finds it empty and plans all of it', async () => {
    database = await adoptable();
    expect(await findingsOf(database)).toMatchObject({ variant: 'empty', pgvector: null });
    const { sql, blockedBy } = await database.plan();
    expect(blockedBy).toBeNull();
    expect(sql).toContain('create extension vector;');
  });

  it("tells another program's tables that merely bear our names, and plans nothing there", async () => {
    database = await adoptable();
    await database.run(`
      create table users (id serial primary key, email text);
      create table generated_assets (id uuid primary key, prompt text not null)`);
    const before = await dumpOf(database);
    const findings = await findingsOf(database);
    expect(findings.variant).toBe('foreign');
    expect(findings.tables.find(({ name }) => name === 'users')?.wrongColumns).toEqual(['id']);
    expect(findings.tables.find(({ name }) => name === 'generated_assets')?.wrongColumns).toEqual(
      expect.arrayContaining(['brand_id', 'minio_path']),
    );
    expect(findings.role.canAdopt).toBe(false);
    expect(await database.plan()).toMatchObject({ blockedBy: 'foreign_tables', sql: '' });
    expect(await dumpOf(database)).toBe(before);
  });

  it('names a column that is required and that nothing can be filled into', async () => {
    const it = await loaded('customer');
    database = it;
    await it.run(`
      create table departments (id int primary key);
      insert into departments values (1);
      alter table brands add department_id int not null default 1 references departments;
      alter table brands alter department_id drop default`);
    const findings = await findingsOf(it);
    expect(findings.tables.find(({ name }) => name === 'brands')?.wrongColumns).toEqual(['department_id']);
    expect((await it.plan()).blockedBy).toBe('foreign_tables');
  });

  it('says when the server has no rights or no place for it', async () => {
    const it = await loaded('customer');
    database = it;
    const role = `guest_${it.database}`;
    await it.run(
      `create role ${role} login password 'guest-password'; grant select on all tables in schema public to ${role}`,
    );
    const url = new URL(it.databaseUrl);
    url.username = role;
    url.password = 'guest-password';
    const { openPg } = await import('../../../electron/database/engines/pg/engine.ts');
    const guest = openPg({ connectionString: url.href });
    const inspection = await inspectDatabase(guest.db);
    expect(inspection.findings.role).toEqual({
      name: role,
      superuser: false,
      canWrite: false,
      canAdopt: false,
    });
    expect(planAdoption(inspection).blockedBy).toBe('missing_rights');
    await guest.close();
    await it.run(`drop owned by ${role}; drop role ${role}`);
  });
});
