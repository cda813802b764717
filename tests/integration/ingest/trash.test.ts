import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../electron/storage/port.ts';
import { inconsistencies, listObjects } from '../../support/consistency.ts';
import { photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';
import { type SpawnedServices, spawnServices } from '../../support/local-services.ts';

let services: SpawnedServices | undefined;
/** Called before objects are removed. */
let onRemove: () => Promise<void> = async () => undefined;

const suite = ingestSuite({
  spawn: () => {
    services = spawnServices();
    return services;
  },
  wrapStore: (store: ObjectStore): ObjectStore => ({
    ...store,
    remove: async (refs) => {
      await onRemove();
      await store.remove(refs);
    },
  }),
});

let seed = 100;
async function published(name: string) {
  seed += 2;
  const files = { 'one.jpg': await photo(seed), 'two.jpg': await photo(seed + 1), 'note.txt': name };
  const dropped = await writeFiles(`${suite.folder}/${name}`, files);
  const { files: shown } = await suite.drop([dropped], await suite.library.newTarget());
  return shown.flatMap(({ assetId }) => (assetId === null ? [] : [assetId]));
}

async function remaining(): Promise<{ rows: number; objects: number }> {
  const { db, s3, store } = suite.library;
  const rows = await db.selectFrom('public.generated_assets').select('id').execute();
  return { rows: rows.length, objects: (await listObjects(s3, store.buckets.assets)).size };
}

describe('the trash', () => {
  it('keeps what is in it, and purging removes rows, objects and renditions', async () => {
    const ids = await published('purged');
    await suite.library.library.trash({ ids });
    expect(await remaining()).toEqual({ rows: 3, objects: 6 });
    expect(await suite.library.purge(ids)).toBe(3);
    expect(await remaining()).toEqual({ rows: 0, objects: 0 });
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('purges nothing that is not in it', async () => {
    const ids = await published('kept');
    expect(await suite.library.purge(ids)).toBe(0);
    expect(await remaining()).toEqual({ rows: 3, objects: 6 });
    await suite.library.library.trash({ ids });
    await suite.library.purge(null);
  });

  it('finishes at the next start what a kill interrupted between the rows and the objects', async () => {
    const ids = await published('killed');
    await suite.library.library.trash({ ids });
    onRemove = async () => {
      await services?.crash();
    };
    await suite.library.purge(ids);
    onRemove = async () => undefined;
    await suite.library.close();
    await suite.open();
    await expect.poll(() => inconsistencies(suite.library), { timeout: 20_000 }).toEqual([]);
    expect(await remaining()).toEqual({ rows: 0, objects: 0 });
  });

  it('is emptied of what has been in it for more than 30 days, and of nothing younger', async () => {
    const ids = await published('expired');
    await suite.library.library.trash({ ids });
    const [old, young] = ids;
    for (const [id, days] of [
      [old, 31],
      [young, 29],
    ] as const) {
      await sql`update public.generated_assets
        set deleted_at = (now() at time zone 'utc') - make_interval(days => ${days}) where id = ${id}`.execute(
        suite.library.db,
      );
    }
    await suite.library.close();
    await suite.open();
    await expect.poll(remaining, { timeout: 20_000 }).toMatchObject({ rows: 2 });
    const rows = await suite.library.db.selectFrom('public.generated_assets').select('id').execute();
    expect(rows.map(({ id }) => id)).not.toContain(old);
    await expect.poll(() => inconsistencies(suite.library), { timeout: 20_000 }).toEqual([]);
  });
});
