import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { openServersLibrary, type ServersLibrary } from '../../../electron/connection/servers-library.ts';
import type { ServerTarget } from '../../../electron/connection/target.ts';
import type { MediaClient } from '../../../electron/media/client.ts';
import { openSettings } from '../../../electron/settings/settings.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import type { WatchHost } from '../../../electron/watch/watch-folders.ts';
import { contract, type EventPayload } from '../../../shared/contract/index.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import type { AssetQuery } from '../../../shared/domain/query.ts';
import { type Adoptable, adoptable } from '../adoption/adoptable.ts';

type Health = EventPayload<'health.changed'>;
type Change = EventPayload<'library.changed'>;

/** One desktop: its own installation, over the same servers as others. */
export interface Desk {
  readonly id: string;
  readonly library: ServersLibrary;
  readonly folder: string;
  /** What its window was told so far. */
  readonly health: Health[];
  readonly changes: Change[];
  /** Drops files on a brand and waits until nothing is on its way. */
  drop(paths: readonly string[], brandId: BrandId): Promise<void>;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..', '..');

export const everything: AssetQuery = {
  scope: { kind: 'all' },
  text: '',
  filters: {},
  sort: { by: 'created', direction: 'desc' },
};

/** Servers with an adopted database and its buckets. */
export interface Place extends Adoptable {
  /** For what the tests drop. */
  readonly folder: string;
}

export async function emptyPlace(): Promise<Place> {
  const servers = await adoptable();
  await openS3Store({ ...servers.s3, region: 'us-east-1' }).ensureBuckets();
  await servers.adopt();
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-servers-'));
  return {
    ...servers,
    folder,
    close: async () => {
      await servers.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface DeskOptions {
  readonly target: ServerTarget;
  readonly media: MediaClient;
  readonly folder: string;
  /** The same installation as before, after it was closed or ended. */
  readonly id?: string;
  /** For one that watches folders. */
  readonly watch?: WatchHost;
}

export async function openDesk({
  target,
  media,
  folder,
  id = randomUUID(),
  watch,
}: DeskOptions): Promise<Desk> {
  const own = join(folder, id);
  await mkdir(own, { recursive: true });
  const health: Health[] = [];
  const changes: Change[] = [];
  const library = await openServersLibrary(target, {
    desktopId: id,
    appVersion: '0.0.0',
    media,
    settings: await openSettings(own),
    publish: (name, payload) => {
      // Parsed as the window does.
      if (name === 'health.changed') health.push(contract.health.changed.payload.parse(payload));
      if (name === 'library.changed') changes.push(contract.library.changed.payload.parse(payload));
    },
    folders: { spool: join(own, 'incoming'), resources: join(root, 'resources') },
    firstBrandName: () => 'First brand',
    onExit: () => undefined,
    ...(watch !== undefined && { watch }),
  });
  return {
    id,
    library,
    folder: own,
    health,
    changes,
    async drop(paths, brandId) {
      await library.ingest.addPaths({
        paths: [...paths],
        target: { brandId, projectId: null, foldersAsProjects: false, tags: [] },
      });
      await until(() => !library.board.isBusy());
    },
    close: () => library.close(),
  };
}

/** Until something is so; the test's own limit ends it when it never is. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(50);
}

/** A small picture of its own. */
export async function picture(path: string, seed: number, size = 240): Promise<string> {
  const noise = sharp({
    create: {
      width: size,
      height: Math.round(size * 0.75),
      channels: 3,
      background: { r: (seed * 37) % 256, g: (seed * 91) % 256, b: (seed * 17) % 256 },
    },
  });
  await noise.jpeg().toFile(path);
  return path;
}

export async function pictures(folder: string, count: number, from = 0): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths = Array.from({ length: count }, (_, index) => join(folder, `${from + index}.jpg`));
  await Promise.all(paths.map((path, index) => picture(path, from + index)));
  return paths;
}

/** Names of all assets as a desktop shows them. */
export async function names(desk: Desk): Promise<string[]> {
  const { assets } = await desk.library.library.page({ query: everything, cursor: null, limit: 200 });
  return assets.map(({ name }) => name).sort();
}
