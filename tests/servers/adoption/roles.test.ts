import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogin, inspectDatabase, requireAdopted } from '../../../electron/connection/adoption/index.ts';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import { ensurePerson } from '../../../electron/database/people.ts';
import { readShape } from '../../../electron/database/shape.ts';
import { openJobQueue } from '../../../electron/jobs/queue.ts';
import { jobKinds } from '../../../electron/jobs/queue-schema.ts';
import { type Adoptable, loaded } from './adoptable.ts';

const password = "Str0ng p'assword";

describe.each(['customer', 'drifted'] as const)('least-privilege roles of the %s database', (kind) => {
  let servers: Awaited<ReturnType<typeof loaded>>;
  let member: DatabaseEngine;
  let viewer: DatabaseEngine;
  const names: string[] = [];

  async function login({ engine, database, databaseUrl }: Adoptable, access: 'member' | 'viewer') {
    const name = `${access}_${database}`;
    names.push(name);
    await createLogin(engine, { access, login: name, password });
    const url = new URL(databaseUrl);
    url.username = name;
    url.password = encodeURIComponent(password);
    return openPg({ connectionString: url.href });
  }

  beforeAll(async () => {
    servers = await loaded(kind);
    await servers.adopt();
    member = await login(servers, 'member');
    viewer = await login(servers, 'viewer');
  });
  afterAll(async () => {
    await member.close();
    await viewer.close();
    for (const name of names) await servers.run(`drop owned by ${name}; drop role ${name}`);
    await servers.run('drop owned by sparklio_member, sparklio_viewer');
    await servers.close();
  });

  const refused = { code: '42501' };

  it('are stored by their verifier, and set a second time without harm', async () => {
    const name = names[0] ?? '';
    const [row] = await servers.run(
      'select rolpassword, rolsuper, rolcreaterole, rolcreatedb from pg_authid where rolname = $1',
      [name],
    );
    expect(row).toMatchObject({ rolsuper: false, rolcreaterole: false, rolcreatedb: false });
    expect(row?.rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
    await createLogin(servers.engine, { access: 'member', login: name, password });
    await expect(
      createLogin(servers.engine, { access: 'member', login: servers.postgres.user, password }),
    ).rejects.toMatchObject({ code: 'name_taken' });
    await expect(
      createLogin(servers.engine, { access: 'member', login: 'a"; drop table users; --', password }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('find the library ready, a member to write and a viewer to read', async () => {
    await requireAdopted(member.db);
    await requireAdopted(viewer.db);
    expect((await inspectDatabase(member.db)).findings).toMatchObject({
      variant: 'adopted',
      role: { superuser: false, canWrite: true },
      warnings: [],
    });
    expect((await inspectDatabase(viewer.db)).findings).toMatchObject({
      role: { canWrite: false },
      warnings: ['read_only'],
    });
  });

  it('let a member add the person that it is, but give nobody rights or passwords', async () => {
    const shape = await readShape(member.db);
    const id = await ensurePerson(member.db, shape, { email: 'New.Person@team.example', name: 'New' });
    expect(await ensurePerson(member.db, shape, { email: 'new.person@TEAM.example', name: 'Other' })).toBe(
      id,
    );
    const [row] = await servers.run('select * from users where id = $1', [id]);
    expect(row).toMatchObject({ email: 'New.Person@team.example', name: 'New' });
    if (kind === 'drifted')
      expect(row).toMatchObject({ hashed_password: '!', username: 'New.Person', role: 'user' });
    await expect(member.executeSql('delete from public.users')).rejects.toMatchObject(refused);
    await expect(member.executeSql(`update public.users set email = 'x'`)).rejects.toMatchObject(refused);
    if (kind === 'drifted') {
      await expect(member.executeSql('select hashed_password from public.users')).rejects.toMatchObject(
        refused,
      );
      await expect(
        member.executeSql(
          `insert into public.users (email, username, hashed_password, role) values ('a', 'a', 'a', 'admin')`,
        ),
      ).rejects.toMatchObject(refused);
    }
    await expect(
      ensurePerson(viewer.db, shape, { email: 'viewer@team.example', name: '' }),
    ).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });

  it('make and change no tables', async () => {
    for (const engine of [member, viewer]) {
      await expect(engine.executeSql('create schema mine')).rejects.toMatchObject(refused);
      await expect(engine.executeSql('create table sparklio.mine (a int)')).rejects.toMatchObject(refused);
      await expect(engine.executeSql('drop table public.brands')).rejects.toMatchObject(refused);
      await expect(engine.executeSql('alter table public.brands add column mine int')).rejects.toMatchObject(
        refused,
      );
      await expect(
        engine.executeSql('insert into sparklio.migrations values (99, $1)', ['x']),
      ).rejects.toMatchObject(refused);
    }
    await expect(viewer.executeSql(`update public.generated_assets set tags = '{}'`)).rejects.toMatchObject(
      refused,
    );
    await expect(viewer.executeSql('update sparklio.assets set rating = 1')).rejects.toMatchObject(refused);
    await expect(viewer.executeSql('select sparklio.reconcile()')).rejects.toMatchObject(refused);
  });

  it('let a member work jobs', async () => {
    const jobs = await openJobQueue(member.executeSql, { backend: 'postgres' });
    const ids = servers.variant.assets.slice(0, 3).map(({ id }) => id);
    await member.db.transaction().execute((transaction) => jobs.add(transaction, 'render', ids));
    const [first, second] = await jobs.take('render', 2);
    if (first === undefined || second === undefined) throw new Error('No jobs were handed out');
    expect(await jobs.alive('render', [first, second])).toEqual(new Set([first.id, second.id]));
    await jobs.complete('render', [first.id]);
    await jobs.fail('render', second, 'corrupt');
    await jobs.recover({ everything: false });
    expect(await servers.run('select name from sparklio_jobs.queue order by name')).toEqual(
      jobKinds.toSorted().map((name) => ({ name })),
    );
    await jobs.stop();
  });
});
