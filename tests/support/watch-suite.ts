import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { MediaClient } from '../../electron/media/client.ts';
import type { WatchTiming } from '../../electron/watch/timing.ts';
import type { WatchHost } from '../../electron/watch/watch-folders.ts';
import { prepareTemplate } from '../../scripts/template/prepare.ts';
import { contract } from '../../shared/contract/index.ts';
import type { BrandId } from '../../shared/domain/ids.ts';
import type { WatchFolder, WatchFolderId, WatchRule } from '../../shared/domain/watch.ts';
import { type OpenedLibrary, type OpenOptions, openLibrary, startMedia } from './open-library.ts';

/** Far more patient than any of it takes, since a loaded computer may stand still. */
export const patience = { timeout: 45_000, interval: 40 };

const briskTiming: Partial<WatchTiming> = {
  quietMs: 150,
  gatherMs: 30,
  missingMs: 100,
  clearMs: 100,
  retryMs: 200,
};

export interface Watching {
  readonly id: WatchFolderId;
  readonly path: string;
  readonly brandId: BrandId;
  view(): WatchFolder;
}

export interface WatchSuite {
  readonly library: OpenedLibrary;
  /** For what tests need on disk; gone afterwards. */
  readonly folder: string;
  /** Where cleared copies go. */
  readonly trash: string;
  readonly media: MediaClient;
  readonly host: WatchHost;
  open(options?: Partial<OpenOptions>): Promise<OpenedLibrary>;
  close(): Promise<void>;
  /** A folder of its own for a test, with these files in it. */
  newFolder(files?: Files): Promise<string>;
  /** Watches a folder for a brand of its own. */
  watch(path: string, rule?: Partial<WatchRule>, existing?: 'take' | 'skip'): Promise<Watching>;
  /** Names of a brand's assets, in order. */
  assets(brandId: BrandId): Promise<string[]>;
  /** Until every file is decided about and nothing is on its way. */
  settled(watching: Watching): Promise<void>;
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export async function write(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** One real library for the tests of a file, which watches real folders. */
export function watchSuite(timing: Partial<WatchTiming> = {}, clock?: () => number): WatchSuite {
  const media = startMedia();
  let folder = '';
  let library: OpenedLibrary | null = null;
  let count = 0;

  const suite: WatchSuite = {
    media,
    get folder() {
      return folder;
    },
    get trash() {
      return join(folder, 'trash');
    },
    get host() {
      return {
        trash: async (path: string) => {
          count += 1;
          await mkdir(suite.trash, { recursive: true });
          await rename(path, join(suite.trash, `${basename(path)} ${count}`));
        },
        ownFolders: [join(folder, 'library')],
        timing: { ...briskTiming, ...timing },
        ...(clock !== undefined && { clock }),
      };
    },
    get library() {
      if (library === null) throw new Error('The library is not open');
      return library;
    },
    async open(options = {}) {
      library = await openLibrary({
        folder: join(folder, 'library'),
        media,
        publish: (name, payload) => {
          // Parsed as the window does, so that an event that it would refuse fails here.
          if (name === 'watch.changed') contract.watch.changed.payload.parse(payload);
        },
        watch: suite.host,
        ...options,
      });
      return library;
    },
    async close() {
      await library?.close();
      library = null;
    },
    async newFolder(files = {}) {
      count += 1;
      const path = join(folder, 'watched', `${count}`, 'Shoot');
      await mkdir(path, { recursive: true });
      await write(path, files);
      return path;
    },
    async watch(path, rule = {}, existing = 'take') {
      const { brandId } = await suite.library.newTarget();
      const choice = await suite.library.watch.inspect(path);
      const added = await suite.library.watch.add({
        choiceId: choice.id,
        existing,
        rule: {
          brandId,
          projectId: null,
          foldersAsProjects: false,
          tags: [],
          afterwards: { kind: 'keep' },
          ...rule,
        },
      });
      const { id } = added.folder;
      const view = (): WatchFolder => {
        const found = suite.library.watch.list().find((one) => one.id === id);
        if (found === undefined) throw new Error('The folder is not watched');
        return found;
      };
      return { id, path, brandId, view };
    },
    async assets(brandId) {
      const rows = await suite.library.db
        .selectFrom('public.generated_assets')
        .select('original_name')
        .where('brand_id', '=', brandId)
        .orderBy('original_name')
        .execute();
      return rows.map(({ original_name: name }) => name ?? '');
    },
    async settled(watching) {
      const isQuiet = () => {
        const { state, settling } = watching.view();
        return state.state === 'watching' && settling === 0;
      };
      await expect.poll(isQuiet, patience).toBe(true);
      await suite.library.watch.idle();
    },
  };

  beforeAll(async () => {
    await prepareTemplate();
    folder = await realpath(await mkdtemp(join(tmpdir(), 'sparklio-watch-')));
    await suite.open();
  }, 180_000);
  afterAll(async () => {
    await suite.close();
    media.dispose();
    await rm(folder, { recursive: true, force: true });
  }, 180_000);
  return suite;
}
