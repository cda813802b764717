import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcileIfDirty } from '../../../electron/database/maintenance.ts';
import type { LoadedVariant } from '../fixtures/load.ts';
import { type Adoptable, loaded } from './adoptable.ts';

/** The backend: a role with rights on its own tables and none on anything of the app's. */
describe.each(['customer', 'drifted'] as const)('another program beside the adopted %s database', (kind) => {
  let servers: Adoptable & { readonly variant: LoadedVariant };
  let backend: pg.Client;
  let role = '';
  let brand = '';
  let user = '';

  beforeAll(async () => {
    servers = await loaded(kind);
    role = `backend_${servers.database}`;
    await servers.run(`create role ${role} login password 'backend-password'`);
    await servers.run(
      `grant usage on schema public to ${role}; grant all on all tables in schema public to ${role}`,
    );
    await servers.adopt();
    const url = new URL(servers.databaseUrl);
    url.username = role;
    url.password = 'backend-password';
    backend = new pg.Client({ connectionString: url.href });
    await backend.connect();
    brand = servers.variant.assets[0]?.brand.id ?? '';
    user = servers.variant.assets[0]?.user.id ?? '';
  });
  afterAll(async () => {
    await backend.end();
    await servers.run(`drop owned by ${role}; drop role ${role}`);
    await servers.close();
  });

  const add = async (name: string): Promise<string> => {
    const { rows } = await backend.query<{ id: string }>(
      `insert into generated_assets (brand_id, user_id, type, minio_path, original_name, file_size, tags)
       values ($1, $2, 'image', $3, $4, 1, '{backend}') returning id`,
      [brand, user, `images/${brand}/unassigned/2026/01/01/${name}`, name],
    );
    return rows[0]?.id ?? '';
  };
  const names = async (id: string) =>
    (await servers.run('select name, published from sparklio.assets where asset_id = $1', [id]))[0];
  const dirty = async () =>
    (await servers.run(`select from sparklio.state where key = 'mirror_dirty'`)).length === 1;

  it('inserts, changes and deletes as before, and all of it shows', async () => {
    await expect(backend.query('select from sparklio.assets')).rejects.toMatchObject({ code: '42501' });
    const id = await add('from the backend.png');
    expect(await names(id)).toEqual({ name: 'from the backend.png', published: true });
    await backend.query(`update generated_assets set status = 'deleted', deleted_at = now() where id = $1`, [
      id,
    ]);
    expect(await names(id)).toMatchObject({ published: false });
    await backend.query('delete from generated_assets where id = $1', [id]);
    expect(await names(id)).toBeUndefined();
    expect(await dirty()).toBe(false);
  });

  it('cannot change the projection through its functions', async () => {
    await expect(backend.query(`select sparklio.unmirror(array[]::uuid[])`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('gets its statement done when somebody holds a row of the projection', async () => {
    const id = await add('held.png');
    const app = new pg.Client({ connectionString: servers.databaseUrl });
    await app.connect();
    await app.query('begin');
    await app.query('update sparklio.assets set rating = 3 where asset_id = $1', [id]);
    await backend.query(`update generated_assets set original_name = 'renamed.png' where id = $1`, [id]);
    await app.query('commit');
    await app.end();
    expect(await dirty()).toBe(true);
    await reconcileIfDirty(servers.engine.db);
    expect(await names(id)).toMatchObject({ name: 'renamed.png' });
    expect(await dirty()).toBe(false);
  });

  it("keeps its row when its own time-out strikes while the app's trigger waits", async () => {
    const id = await add('timed out.png');
    const app = new pg.Client({ connectionString: servers.databaseUrl });
    await app.connect();
    await app.query('begin');
    await app.query('update sparklio.assets set rating = 3 where asset_id = $1', [id]);
    await backend.query(`set statement_timeout = '300ms'`);
    await backend.query(`update generated_assets set original_name = 'in time.png' where id = $1`, [id]);
    await backend.query('reset statement_timeout');
    await app.query('commit');
    await app.end();
    await reconcileIfDirty(servers.engine.db);
    expect(await names(id)).toMatchObject({ name: 'in time.png' });
  });

  it('changes and drops its own columns as its migrations like', async () => {
    await servers.run(`
      begin;
      alter table generated_assets alter column type type varchar(60);
      alter table generated_assets alter column original_name type text;
      alter table generated_assets drop column source_metadata;
      rollback`);
  });

  it('one row that can not be shown keeps no other from being shown', async () => {
    await servers.run(`alter table sparklio.assets add constraint odd check (name <> 'odd.png') not valid`);
    const odd = await add('odd.png');
    await servers.run(`delete from sparklio.assets where name = 'in time.png'`);
    await reconcileIfDirty(servers.engine.db);
    expect(await names(odd)).toBeUndefined();
    expect(await servers.run(`select name from sparklio.assets where name = 'in time.png'`)).toHaveLength(1);
    await servers.run('alter table sparklio.assets drop constraint odd; select sparklio.reconcile()');
    expect(await names(odd)).toMatchObject({ name: 'odd.png' });
  });

  it("goes on when the app's schemas are dropped", async () => {
    await servers.run('drop schema sparklio cascade; drop schema sparklio_jobs cascade');
    const id = await add('afterwards.png');
    await backend.query(`update generated_assets set original_name = 'b.png' where id = $1`, [id]);
    await backend.query('delete from generated_assets where id = $1', [id]);
    await servers.adopt();
    expect(await servers.run('select count(*)::int as n from sparklio.assets')).toEqual(
      await servers.run('select count(*)::int as n from generated_assets'),
    );
  });
});
