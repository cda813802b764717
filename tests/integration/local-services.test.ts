import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrateLibrary } from '../../electron/database/migrations/index.ts';
import { type LocalServices, startLocalServices } from '../../electron/local/index.ts';
import { prepareTemplate, templateFolder } from '../../scripts/template/prepare.ts';
import { type SpawnedServices, spawnServices } from '../support/local-services.ts';

let folder: string;
const running = new Set<SpawnedServices>();

beforeAll(async () => {
  await prepareTemplate();
  folder = await mkdtemp(join(tmpdir(), 'sparklio-local-'));
});
afterEach(async () => {
  await Promise.all([...running].map((process) => process.crash()));
  running.clear();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(
  name: string,
  templateDir: string | null = templateFolder,
): Promise<{ services: LocalServices; process: SpawnedServices }> {
  let process: SpawnedServices | undefined;
  const services = await startLocalServices({
    spawn: () => {
      process = spawnServices();
      running.add(process);
      return process;
    },
    libraryDir: join(folder, name),
    templateDir,
    store: { port: 0, accessKey: 'key', secretKey: 'secret-of-this-test', allowedOrigins: ['app://x'] },
  });
  if (!process) throw new Error('not spawned');
  return { services, process };
}

const keysOf = async (services: LocalServices): Promise<string[]> => {
  const rows = await services.db.selectFrom('sparklio.state').select('key').orderBy('key').execute();
  return rows.map(({ key }) => key);
};

describe('a local library', () => {
  it('is copied from the template, serves its store, and is found again', async () => {
    const first = await open('fresh');
    expect(first.services.origin).toBe('template');
    expect(await migrateLibrary(first.services.db)).toEqual([]);
    const answer = await fetch(`http://127.0.0.1:${first.services.storePort}/`);
    expect(answer.status).toBe(403);
    await first.services.db.insertInto('sparklio.state').values({ key: 'kept', value: '1' }).execute();
    await first.services.close();

    const second = await open('fresh');
    expect(second.services.origin).toBe('existing');
    expect(await keysOf(second.services)).toEqual(['kept']);
    await second.services.close();
  });

  it('is made from nothing when the template is missing or spoilt', async () => {
    const spoilt = join(folder, 'spoilt-template');
    const source = join(folder, 'fresh', 'database');
    await cp(source, spoilt, { recursive: true });
    await writeFile(join(spoilt, 'sparklio-template.json'), '{}');
    await writeFile(join(spoilt, 'global', 'pg_control'), 'not a control file');

    const { services } = await open('cold', spoilt);
    expect(services.origin).toBe('cold');
    await migrateLibrary(services.db);
    expect(await keysOf(services)).toEqual([]);
    await services.close();
  });

  it('keeps what was committed, and nothing else, when its process is killed in a transaction', async () => {
    const { services, process } = await open('killed');
    await services.db.insertInto('sparklio.state').values({ key: 'committed', value: '1' }).execute();
    const unfinished = services.db.transaction().execute(async (trx) => {
      await trx.insertInto('sparklio.state').values({ key: 'uncommitted', value: '1' }).execute();
      await process.crash();
      await trx.selectFrom('sparklio.state').selectAll().execute();
    });
    await expect(unfinished).rejects.toThrow();
    await expect(keysOf(services)).rejects.toMatchObject({ code: 'service_unavailable' });

    const again = await open('killed');
    expect(await keysOf(again.services)).toEqual(['committed']);
    await again.services.close();
  });

  it('survives being killed again and again while it writes', async () => {
    let committed = 0;
    for (let round = 0; round < 3; round += 1) {
      const { services, process } = await open('torn');
      const seen = await keysOf(services);
      expect(seen.length).toBeGreaterThanOrEqual(committed);
      const writes = Array.from({ length: 200 }, (_, index) =>
        services.db
          .insertInto('sparklio.state')
          .values({ key: `${round}-${index}`, value: JSON.stringify('x'.repeat(5_000)) })
          .execute()
          .then(() => {
            committed += 1;
            if (index === 60 + round * 10) return process.crash();
            return undefined;
          }),
      );
      committed = seen.length;
      await Promise.allSettled(writes);
    }
    const { services } = await open('torn');
    expect((await keysOf(services)).length).toBeGreaterThanOrEqual(committed);
    const check = await sql<{ bad: number }>`
      select count(*) as bad from sparklio.state where length(value #>> '{}') <> 5000`.execute(services.db);
    expect(check.rows[0]?.bad).toBe(0);
    await services.close();
  });

  it('refuses a second process and tells who ended without being asked', async () => {
    const { services, process } = await open('locked');
    await expect(open('locked')).rejects.toMatchObject({ code: 'library_locked' });
    const ended = new Promise<void>((resolve) => services.onExit(resolve));
    await process.crash();
    await ended;
    const next = await open('locked');
    await next.services.close();
  });

  it('leaves no half-made folder beside the database', async () => {
    const left = await readdir(join(folder, 'fresh'));
    expect(left.sort()).toEqual(['database', 'objects']);
  });
});
