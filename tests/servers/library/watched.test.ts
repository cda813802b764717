import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaClient } from '../../../electron/media/client.ts';
import type { WatchHost } from '../../../electron/watch/watch-folders.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import type { Afterwards, WatchFolderId } from '../../../shared/domain/watch.ts';
import { startMedia } from '../../support/open-library.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { byLines } from '../target-of.ts';
import { type Desk, emptyPlace, openDesk, type Place } from './desk.ts';

const patience = { timeout: 90_000, interval: 60 };
const limit = { timeout: 180_000 };

describe('a watched folder of a library on servers', () => {
  const id = randomUUID();
  let place: Place;
  let media: MediaClient;
  let database: TcpProxy;
  let storage: TcpProxy;
  let desk: Desk;

  const trash = () => join(place.folder, 'trash');
  const host = (): WatchHost => ({
    trash: async (path) => {
      await mkdir(trash(), { recursive: true });
      await rename(path, join(trash(), randomUUID()));
    },
    ownFolders: [],
    // As on drives where nobody tells of changes.
    timing: { hints: 'never', pollMs: 200, quietMs: 150, gatherMs: 30, clearMs: 100, retryMs: 200 },
  });
  const open = () =>
    openDesk({
      target: byLines(place.target(), { database, storage }),
      media,
      folder: place.folder,
      id,
      watch: host(),
    });
  async function goAway(kind: 'refuse' | 'fair'): Promise<void> {
    await database.set({ kind });
    await storage.set({ kind });
    if (kind === 'fair') desk.library.health.wake();
  }

  beforeAll(async () => {
    place = await emptyPlace();
    media = startMedia();
    database = await startTcpProxy(place.postgres);
    storage = await startTcpProxy(place.s3);
    desk = await open();
  }, 180_000);
  afterAll(async () => {
    await desk?.close();
    media?.dispose();
    await database?.close();
    await storage?.close();
    await place?.close();
  }, 180_000);

  async function write(path: string, from: number, count: number): Promise<void> {
    await mkdir(path, { recursive: true });
    for (let index = from; index < from + count; index += 1) {
      // Long enough to be an object.
      await writeFile(join(path, `${index}.txt`), `${path} ${index}\n`.repeat(2000));
    }
  }

  async function watch(name: string, afterwards: Afterwards, files: number) {
    const path = join(place.folder, 'watched', name);
    await write(path, 0, files);
    const { id: brandId } = await desk.library.library.createBrand({ name: `Brand ${randomUUID()}` });
    const { id: choiceId } = await desk.library.watch.inspect(path);
    const { folder } = await desk.library.watch.add({
      choiceId,
      existing: 'take',
      rule: { brandId, projectId: null, foldersAsProjects: false, tags: [], afterwards },
    });
    return { path, brandId, id: folder.id };
  }

  const view = (folderId: WatchFolderId) => {
    const found = desk.library.watch.list().find((one) => one.id === folderId);
    if (found === undefined) throw new Error('The folder is not watched');
    return found;
  };
  const kept = async (path: string) =>
    (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
  /** Past the lines, so that it can be asked while they are down. */
  const assets = async (brandId: BrandId) => {
    const rows = await place.run(
      `select original_name, checksum from public.generated_assets where brand_id = $1 order by 1`,
      [brandId],
    );
    expect(new Set(rows.map(({ checksum }) => checksum)).size).toBe(rows.length);
    return rows.map(({ original_name: name }) => name);
  };

  it('is taken once, also of servers that go away in the middle and after a restart', limit, async () => {
    const folder = await watch('away', { kind: 'keep' }, 40);
    await expect.poll(async () => (await assets(folder.brandId)).length, patience).toBeGreaterThan(0);
    await goAway('refuse');
    await expect.poll(() => desk.library.health.isOffline, patience).toBe(true);
    await write(folder.path, 40, 10);
    await goAway('fair');
    await expect.poll(() => view(folder.id).counts.taken, patience).toBe(50);
    expect(await assets(folder.brandId)).toHaveLength(50);

    await desk.close();
    await write(folder.path, 50, 1);
    desk = await open();
    await expect.poll(async () => (await assets(folder.brandId)).length, patience).toBe(51);
    await expect
      .poll(() => view(folder.id).counts, patience)
      .toMatchObject({ taken: 51, duplicates: 0, failed: 0 });
    expect(await kept(folder.path)).toHaveLength(51);
  });

  it(
    'loses its copies three days after they are in the library, and not while that is away',
    limit,
    async () => {
      const folder = await watch('three days', { kind: 'remove', days: 3 }, 3);
      await expect.poll(() => view(folder.id).counts.taken, patience).toBe(3);
      const daysPass = async (days: number, names: readonly string[], state = 'watching'): Promise<void> => {
        // As it is read when the library is opened.
        await desk.close();
        await place.run(
          `update sparklio.watched_files set verified_at = now() - make_interval(hours => $1)
         where folder_id = $2 and path = any($3::text[])`,
          [Math.round(days * 24), folder.id, names],
        );
        desk = await open();
        await expect.poll(() => view(folder.id).state.state, patience).toBe(state);
      };
      await daysPass(2.9, ['0.txt', '1.txt', '2.txt']);
      await daysPass(3.1, ['0.txt']);
      await expect.poll(() => kept(folder.path), patience).toEqual(['1.txt', '2.txt']);

      // Due from now on, but it can't be read back: silence is noticed after seconds only.
      await desk.library.watch.pause({ id: folder.id, paused: true });
      await daysPass(3.1, ['1.txt', '2.txt'], 'paused');
      await storage.set({ kind: 'stall' });
      await desk.library.watch.pause({ id: folder.id, paused: false });
      await expect.poll(() => desk.library.health.isOffline, patience).toBe(true);
      expect(await kept(folder.path)).toEqual(['1.txt', '2.txt']);
      await goAway('fair');
      await expect.poll(() => kept(folder.path), patience).toEqual([]);
      await expect.poll(() => view(folder.id).counts.cleared, patience).toBe(3);
      expect(await readdir(trash())).toHaveLength(3);
      expect(await assets(folder.brandId)).toEqual(['0.txt', '1.txt', '2.txt']);
    },
  );
});
