import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaClient } from '../../../electron/media/client.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import { keepBytes } from '../../support/kept-bytes.ts';
import { startMedia } from '../../support/open-library.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { byLines } from '../target-of.ts';
import { type Desk, emptyPlace, everything, names, openDesk, type Place, pictures, until } from './desk.ts';

const page = { query: everything, cursor: null, limit: 50 };

describe('a library whose servers go away', () => {
  let place: Place;
  let media: MediaClient;
  let database: TcpProxy;
  let storage: TcpProxy;
  let desk: Desk;
  let brandId: BrandId;
  const id = randomUUID();

  const target = () => byLines(place.target(), { database, storage });
  const open = () => openDesk({ target: target(), media, folder: place.folder, id });
  const isBack = () => until(() => !desk.library.health.isOffline);
  const into = (brand: BrandId | null) => ({
    brandId: brand,
    projectId: null,
    foldersAsProjects: false,
    tags: [],
  });

  beforeAll(async () => {
    place = await emptyPlace();
    media = startMedia();
    database = await startTcpProxy(place.postgres);
    storage = await startTcpProxy(place.s3);
    desk = await open();
    brandId = (await desk.library.library.createBrand({ name: 'Winter' })).id;
  });
  afterEach(async () => {
    await database.set({ kind: 'fair' });
    await storage.set({ kind: 'fair' });
    desk.library.health.wake();
    await isBack();
  });
  afterAll(async () => {
    await desk.close();
    media.dispose();
    await database.close();
    await storage.close();
    await place.close();
  });

  it('says so once, answers reads at once, and says when it is back', async () => {
    await database.set({ kind: 'refuse' });
    desk.health.length = 0;
    await expect(desk.library.library.page(page)).rejects.toMatchObject({ code: 'offline', retry: true });
    await expect(desk.library.usage.summary()).rejects.toMatchObject({ code: 'offline' });
    expect(desk.health.filter(({ state }) => state === 'offline').length).toBe(1);
    const node = desk.health.at(-1)?.nodes.find(({ part }) => part === 'database');
    expect(node).toMatchObject({ state: 'down', lastError: { cause: 'refused' } });

    await database.set({ kind: 'fair' });
    await isBack();
    expect(desk.health.at(-1)?.state).toBe('ok');
    expect((await desk.library.library.page(page)).assets).toEqual([]);
  });

  it('does not leave a read hanging when the server goes silent', async () => {
    await desk.library.library.page(page);
    await database.set({ kind: 'stall' });
    const started = performance.now();
    await expect(desk.library.library.page(page)).rejects.toMatchObject({ code: 'offline' });
    expect(performance.now() - started).toBeLessThan(6000);
    await database.set({ kind: 'fair' });
    desk.library.health.wake();
    await isBack();
    await desk.library.library.page(page);
  });

  it('looks at once when the computer wakes up', async () => {
    await database.set({ kind: 'refuse' });
    await desk.library.health.checkNow();
    await database.set({ kind: 'fair' });
    desk.library.health.wake();
    await isBack();
  });

  it('keeps a drop on this computer, shows it, and takes it in by itself', async () => {
    await database.set({ kind: 'refuse' });
    const paths = await pictures(join(place.folder, 'offline'), 4, 100);
    const { batchId } = await desk.library.ingest.addPaths({ paths, target: into(brandId) });
    expect(desk.library.board.batches().find(({ id: one }) => one === batchId)?.phase).toBe('scanning');
    expect(await readdir(join(desk.folder, 'incoming-pending'))).toHaveLength(1);

    await database.set({ kind: 'fair' });
    desk.library.health.wake();
    await until(() => desk.library.board.batches().find(({ id: one }) => one === batchId)?.published === 4);
    expect(await readdir(join(desk.folder, 'incoming-pending'))).toEqual([]);
  });

  it('keeps what is pasted while the store is away, and takes it in by itself', async () => {
    await storage.set({ kind: 'refuse' });
    const bytes = randomBytes(18_000_000);
    const { ingest, board } = desk.library;
    const batchId = await keepBytes(ingest, { name: '붙여넣은 영상.bin', bytes, target: into(brandId) });
    await until(() => desk.library.health.isOffline);
    expect(board.batches().find(({ id: one }) => one === batchId)).toMatchObject({ published: 0, failed: 0 });

    await storage.set({ kind: 'fair' });
    desk.library.health.wake();
    await until(() => board.batches().find(({ id: one }) => one === batchId)?.published === 1);
    const rows = await place.run('select checksum from public.generated_assets where original_name = $1', [
      '붙여넣은 영상.bin',
    ]);
    expect(rows).toEqual([{ checksum: createHash('sha256').update(bytes).digest('hex') }]);
  });

  it('takes a kept drop in after the app was ended meanwhile', async () => {
    await database.set({ kind: 'stall' });
    const paths = await pictures(join(place.folder, 'ended'), 3, 200);
    await desk.library.ingest.addPaths({ paths, target: into(brandId) });
    await desk.close();
    await database.set({ kind: 'fair' });
    desk = await open();
    await until(async () => {
      const all = await names(desk);
      return ['200.jpg', '201.jpg', '202.jpg'].every((name) => all.includes(name));
    });
    expect(new Set(await names(desk)).size).toBe((await names(desk)).length);
  });

  it('pauses an upload and goes on with the parts that arrived', async () => {
    const file = join(place.folder, 'film.bin');
    const size = 40 * 1024 * 1024;
    await writeFile(file, randomBytes(size));
    const before = storage.bytesUp;
    const { batchId } = await desk.library.ingest.addPaths({ paths: [file], target: into(brandId) });
    const batch = () => desk.library.board.batches().find(({ id: one }) => one === batchId);
    await until(() => storage.bytesUp - before > 20 * 1024 * 1024);
    await storage.set({ kind: 'refuse' });
    await until(() => desk.library.health.isOffline);
    expect(batch()).toMatchObject({ phase: 'running', failed: 0 });
    await storage.set({ kind: 'fair' });
    desk.library.health.wake();
    await until(() => batch()?.phase === 'done');
    expect(batch()).toMatchObject({ published: 1, failed: 0 });
    expect(storage.bytesUp - before).toBeLessThan(1.8 * size);
  });

  it('gives nothing up for the servers having been away', async () => {
    const paths = await pictures(join(place.folder, 'flicker'), 30, 300);
    const { batchId } = await desk.library.ingest.addPaths({ paths, target: into(brandId) });
    const batch = () => desk.library.board.batches().find(({ id: one }) => one === batchId);
    for (const part of [database, storage, database, storage]) {
      await part.set({ kind: 'refuse' });
      await until(() => desk.library.health.isOffline || batch()?.phase === 'done');
      await part.set({ kind: 'fair' });
      desk.library.health.wake();
      await isBack();
    }
    await until(() => batch()?.phase === 'done');
    expect(batch()).toMatchObject({ published: 30, failed: 0 });
    await until(async () => {
      const [row] = await place.run(
        `select count(*)::int as waiting from sparklio.assets
         where rendition = 'pending' and name = any($1::text[])`,
        [paths.map((path) => basename(path))],
      );
      return row?.waiting === 0;
    });
    const failed = await place.run(
      `select from sparklio.assets where rendition = 'failed' and type = 'image'`,
    );
    expect(failed).toEqual([]);
  });
});
