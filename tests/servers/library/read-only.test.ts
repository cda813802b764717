import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogin } from '../../../electron/connection/adoption/index.ts';
import type { MediaClient } from '../../../electron/media/client.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { startMedia } from '../../support/open-library.ts';
import { loaded } from '../adoption/adoptable.ts';
import { type Desk, everything, openDesk, pictures } from './desk.ts';

const password = 'only looking 1';

describe('a person who may only look', () => {
  let servers: Awaited<ReturnType<typeof loaded>>;
  let media: MediaClient;
  let folder: string;
  let desk: Desk;
  let login: string;
  const refused = { code: 'read_only' };

  beforeAll(async () => {
    servers = await loaded('customer');
    await openS3Store({ ...servers.s3, region: 'us-east-1' }).ensureBuckets();
    await servers.adopt();
    login = `viewer_${servers.database}`;
    await createLogin(servers.engine, { access: 'viewer', login, password });
    folder = await mkdtemp(join(tmpdir(), 'sparklio-viewer-'));
    media = startMedia();
    const target = servers.target();
    desk = await openDesk({
      target: {
        ...target,
        database: { ...target.database, user: login },
        secrets: { ...target.secrets, databasePassword: password },
      },
      media,
      folder,
    });
  });
  afterAll(async () => {
    await desk.close();
    media.dispose();
    await rm(folder, { recursive: true, force: true });
    await servers.run(`drop owned by ${login}; drop role ${login}`);
    await servers.close();
  });

  it('is told so', async () => {
    expect(desk.library.access).toBe('read');
    expect(await desk.library.health.checkNow()).toMatchObject({ access: 'read', state: 'ok' });
  });

  it('sees every asset, and originals where thumbnails are missing', async () => {
    const { assets } = await desk.library.library.page({ query: everything, cursor: null, limit: 200 });
    expect(assets.length).toBeGreaterThan(10);
    const shown = assets.filter(({ thumbnailUrl }) => thumbnailUrl !== null);
    expect(shown.length).toBeGreaterThan(3);
    for (const { thumbnailUrl, type } of shown) {
      expect(type).toBe('image');
      expect(thumbnailUrl).not.toBeNull();
    }
    const answers = await Promise.all(
      shown.map(async ({ thumbnailUrl }) => (await fetch(thumbnailUrl ?? '')).status),
    );
    expect(answers).toContain(200);
  });

  it('is refused every change, in words', async () => {
    const { library, ingest, purge, jobs } = desk.library;
    const { assets } = await library.page({ query: everything, cursor: null, limit: 1 });
    const ids = assets.map(({ id }) => id);
    await expect(library.rate({ ids, rating: 3 })).rejects.toMatchObject(refused);
    await expect(library.trash({ ids })).rejects.toMatchObject(refused);
    await expect(library.createBrand({ name: 'New' })).rejects.toMatchObject(refused);
    await expect(purge(ids)).rejects.toMatchObject(refused);
    await expect(jobs.retryFailures()).rejects.toMatchObject(refused);
    const paths = await pictures(folder, 1);
    const target = { brandId: null, projectId: null, foldersAsProjects: false, tags: [] };
    await expect(ingest.addPaths({ paths, target })).rejects.toMatchObject(refused);
  });

  it('can search, count and look at details', async () => {
    const { library, usage, jobs } = desk.library;
    expect((await library.catalog()).brands.length).toBeGreaterThan(0);
    expect((await usage.summary()).assets).toBeGreaterThan(0);
    expect((await jobs.summary()).running).toBe(0);
    const { assets } = await library.page({ query: everything, cursor: null, limit: 5 });
    for (const { id } of assets) expect((await library.get({ id })).id).toBe(id);
  });

  it('is counted by nobody and leaves no trace', async () => {
    expect(await servers.run('select from sparklio.desktops')).toEqual([]);
    expect(await servers.run('select from sparklio_jobs.job')).toEqual([]);
  });
});
