import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogin } from '../../../electron/connection/adoption/index.ts';
import { type LibraryEnd, openServersEnd } from '../../../electron/relocation/end.ts';
import { addAsset, describeLibrary, noiseOf, seedLibrary } from '../../support/moving.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { adoptable } from '../adoption/adoptable.ts';
import { emptyPlace, type Place, until } from '../library/desk.ts';
import { byLines } from '../target-of.ts';
import { type Computer, computer, leftovers, profileId } from './places.ts';

describe('moving a library to servers', { timeout: 180_000 }, () => {
  let servers: Place;
  let there: LibraryEnd;
  let here: Computer;

  beforeEach(async () => {
    servers = await emptyPlace();
    there = await openServersEnd(servers.target(), 'write');
  });
  afterEach(async () => {
    await here.close();
    await there.close();
    await servers.close();
  });

  it('brings everything there, and everything back to another computer', async () => {
    here = await computer(() => servers.target());
    const { ids } = await seedLibrary(here.local);
    const before = await describeLibrary(here.local, ids);
    expect(await here.move()).toMatchObject({ state: 'done', assetsDone: ids.length, problemCount: 0 });
    expect(await describeLibrary(there, ids)).toEqual(before);
    expect(await describeLibrary(here.local, ids)).toEqual(before);
    expect(await leftovers(there, servers.s3, ids)).toEqual([]);
    const { rows } = await sql<{ email: string }>`
      select distinct email from public.users u join public.generated_assets g on g.user_id = u.id`.execute(
      there.db,
    );
    expect(rows).toEqual([{ email: 'tester@sparklio.example' }]);

    const other = await computer(() => servers.target());
    try {
      expect(await other.move('back')).toMatchObject({ state: 'done', problemCount: 0 });
      expect(await describeLibrary(other.local, ids)).toEqual(before);
    } finally {
      await other.close();
    }
    expect(await here.relocations.removeSource('Sparklio')).toEqual({ freedBytes: expect.any(Number) });
    expect((await describeLibrary(here.local, ids)).rows.assets).toEqual([]);
    expect(await describeLibrary(there, ids)).toEqual(before);
  });

  it('joins brands and projects that have the same slug there, and leaves them as they are', async () => {
    here = await computer(() => servers.target());
    const { ids, brands, project } = await seedLibrary(here.local, { large: 1000, pictures: 6 });
    const [first = '', second = ''] = brands;
    const { rows } = await sql<{
      slug: string;
    }>`select slug from public.brands where id = ${first}::uuid`.execute(here.local.db);
    const [theirs, theirProject] = [
      '6bb0f3a8-6d5c-4f0e-8a51-3c2d1e0f9a01',
      '6bb0f3a8-6d5c-4f0e-8a51-3c2d1e0f9a02',
    ];
    await sql`insert into public.brands (id, name, slug) values (${theirs}::uuid, 'Theirs', ${rows[0]?.slug})`.execute(
      there.db,
    );
    await sql`insert into public.projects (id, brand_id, name, slug)
      values (${theirProject}::uuid, ${theirs}::uuid, 'Their launch', 'launch')`.execute(there.db);
    expect(await here.move()).toMatchObject({ state: 'done', problemCount: 0 });
    const count = async (column: string, id: string) =>
      (
        await sql<{
          n: number;
        }>`select count(*)::int as n from sparklio.assets where ${sql.ref(column)} = ${id}::uuid`.execute(
          there.db,
        )
      ).rows[0]?.n;
    expect(await count('brand_id', first)).toBe(0);
    expect(await count('brand_id', second)).toBe(2);
    expect(await count('brand_id', theirs)).toBe(ids.length - 2);
    expect(await count('project_id', project)).toBe(0);
    expect(await count('project_id', theirProject)).toBe(2);
    const names = await sql`select name from public.brands order by name`.execute(there.db);
    expect(names.rows).toEqual([{ name: 'Red Heel' }, { name: 'Theirs' }]);
    const vectors = await sql`select 1 from sparklio.asset_vectors v join sparklio.assets a using (asset_id)
      where v.brand_id <> a.brand_id`.execute(there.db);
    expect(vectors.rows).toEqual([]);
  });

  it('refuses servers that are not prepared, or that may only be looked at', async () => {
    const bare = await adoptable();
    here = await computer(() => bare.target());
    await seedLibrary(here.local, { large: 1000, pictures: 2 });
    await expect(here.move()).rejects.toMatchObject({ code: 'not_adopted' });
    await bare.close();
    await here.close();

    const login = `viewer_${servers.database}`;
    await createLogin(servers.engine, { access: 'viewer', login, password: 'only looking 2' });
    const target = servers.target();
    here = await computer(() => ({
      ...target,
      database: { ...target.database, user: login },
      secrets: { ...target.secrets, databasePassword: 'only looking 2' },
    }));
    await expect(here.relocations.preview('local', profileId)).rejects.toMatchObject({
      code: 'permission_denied',
    });
    expect(here.relocations.current).toBeNull();
    await servers.run(`drop owned by ${login}; drop role ${login}`);
  });
});

describe('a move whose servers go away', { timeout: 180_000 }, () => {
  let servers: Place;
  let there: LibraryEnd;
  let here: Computer;
  let database: TcpProxy;
  let storage: TcpProxy;

  beforeAll(async () => {
    servers = await emptyPlace();
    there = await openServersEnd(servers.target(), 'write');
    database = await startTcpProxy(servers.postgres);
    storage = await startTcpProxy(servers.s3);
    here = await computer(() => byLines(servers.target(), { database, storage }));
  });
  afterAll(async () => {
    await here.close();
    await there.close();
    await database.close();
    await storage.close();
    await servers.close();
  });

  it('waits, says why, and goes on by itself with the parts that arrived', async () => {
    const size = 40 * 1024 * 1024;
    const { ids } = await seedLibrary(here.local, { large: size, pictures: 6 });
    const before = storage.bytesUp;
    const ended = here.move();
    await until(() => storage.bytesUp - before > size / 2);
    await storage.set({ kind: 'refuse' });
    await until(() => here.relocations.current?.state === 'paused');
    expect(here.relocations.current).toMatchObject({
      state: 'paused',
      reason: expect.stringMatching(/offline|unavail/),
    });
    await storage.set({ kind: 'fair' });
    expect(await ended).toMatchObject({ state: 'done', problemCount: 0 });
    expect(storage.bytesUp - before).toBeLessThan(1.8 * size);
    expect(await describeLibrary(there, ids)).toEqual(await describeLibrary(here.local, ids));
    expect(await leftovers(there, servers.s3, ids)).toEqual([]);
  });

  it('survives connections that break all the time', async () => {
    const { ids } = await seedLibrary(here.local, { large: 1000, pictures: 10 });
    await here.relocations.start('local', profileId);
    const before = storage.connections;
    await storage.set({ kind: 'cut', afterBytes: 20_000 });
    const ended = here.ended();
    await until(() => storage.connections > before + 20 || here.relocations.current?.state === 'done');
    await database.set({ kind: 'refuse' });
    await database.set({ kind: 'fair' });
    await storage.set({ kind: 'fair' });
    expect(await ended).toMatchObject({ state: 'done', problemCount: 0 });
    expect(await describeLibrary(there, ids)).toEqual(await describeLibrary(here.local, ids));
  });

  it('notices servers that went silent', async () => {
    const rest = {
      brand: (await seedLibrary(here.local, { large: 1000, pictures: 1 })).brands[0] ?? '',
      user: here.local.userId ?? '',
    };
    const film = await addAsset(here.local, {
      ...rest,
      name: 'film.mov',
      bytes: noiseOf(5, 34 * 1024 * 1024),
    });
    await storage.set({ kind: 'stallLater', afterBytes: 9 * 1024 * 1024 });
    const ended = here.move();
    await until(() => storage.isStalled);
    await database.set({ kind: 'stall' });
    await until(() => here.relocations.current?.state === 'paused');
    await Promise.all([storage.set({ kind: 'fair' }), database.set({ kind: 'fair' })]);
    expect(await ended).toMatchObject({ state: 'done', problemCount: 0 });
    expect(await describeLibrary(there, [film.id])).toEqual(await describeLibrary(here.local, [film.id]));
  });
});
