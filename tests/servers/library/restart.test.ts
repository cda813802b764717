import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adoptDatabase, inspectDatabase, planAdoption } from '../../../electron/connection/adoption/index.ts';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import type { MediaClient } from '../../../electron/media/client.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { startMedia } from '../../support/open-library.ts';
import { type FreshServers, freshServers } from '../fresh.ts';
import { type PostgresServer, startPostgres } from '../harness/postgres.ts';
import { type Desk, names, openDesk, pictures, until } from './desk.ts';

describe('a database server that is killed while files come in', () => {
  let postgres: PostgresServer;
  let servers: FreshServers;
  let media: MediaClient;
  let folder: string;
  let desk: Desk;

  beforeAll(async () => {
    // What a crash leaves is to be looked at, so commits go to the disk.
    postgres = await startPostgres({
      settings: { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' },
    });
    servers = await freshServers();
    await openS3Store({ ...servers.s3, region: 'us-east-1' }).ensureBuckets();
    const database = 'crash';
    await postgres.createDatabase(database);
    const engine = openPg({ connectionString: postgres.databaseUrl(database) });
    await adoptDatabase(engine, planAdoption(await inspectDatabase(engine.db)).hash);
    await engine.close();
    folder = await mkdtemp(join(tmpdir(), 'sparklio-restart-'));
    media = startMedia();
    const target = servers.target();
    const { host, port, user, password } = postgres;
    desk = await openDesk({
      target: {
        ...target,
        database: { ...target.database, host, port, user, database },
        secrets: { ...target.secrets, databasePassword: password },
      },
      media,
      folder,
    });
  });
  afterAll(async () => {
    await desk.close();
    media.dispose();
    await postgres.stop();
    await servers.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('costs no file and doubles none, whatever transaction it is in the middle of', async () => {
    const { id: brandId } = await desk.library.library.createBrand({ name: 'Crash' });
    const { batchId } = await desk.library.ingest.addPaths({
      paths: await pictures(join(folder, 'crash'), 80),
      target: { brandId, projectId: null, foldersAsProjects: false, tags: [] },
    });
    const batch = () => desk.library.board.batches().find(({ id }) => id === batchId);
    for (const reached of [1, 30]) {
      await until(() => (batch()?.published ?? 0) >= reached);
      await postgres.crash();
      await until(() => desk.library.health.isOffline || batch()?.phase === 'done');
      await postgres.start();
      desk.library.health.wake();
      await until(() => !desk.library.health.isOffline);
    }
    await until(() => batch()?.phase === 'done');
    expect(batch()).toMatchObject({ total: 80, published: 80, failed: 0 });
    const all = await names(desk);
    expect(all).toHaveLength(80);
    expect(new Set(all).size).toBe(80);
  });
});
