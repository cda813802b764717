import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { setOutCanaries } from './canaries.ts';
import type { Targets } from './hostile-file.ts';

const root = join(import.meta.dirname, '..', '..');

/** Where hostile files are let loose: a folder with all they may touch, and canaries in what they may not. */
export interface Ground {
  readonly targets: Targets;
  /** For the files themselves. */
  readonly files: string;
  /** The worker's folder for temporary files. */
  readonly temporary: string;
  /** The home folder that the worker is told of. */
  readonly home: string;
  /** The built worker. */
  readonly worker: string;
  /** Connections that came in. */
  readonly connections: () => number;
  /** Everything in the ground that was not there at first, or is another now. */
  readonly traces: () => Promise<string[]>;
  remove(): Promise<void>;
}

export async function prepareGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-hostile-'));
  const canaries = await setOutCanaries(folder);
  const [files, temporary, home] = ['files', 'temporary', 'home'].map((name) => join(folder, name));
  if (files === undefined || temporary === undefined || home === undefined) throw new Error();
  for (const path of [files, temporary, home]) await mkdir(path);

  const former = { TMPDIR: process.env.TMPDIR, HOME: process.env.HOME };
  Object.assign(process.env, { TMPDIR: temporary, HOME: home });
  const worker = await buildWorker();

  return {
    files,
    temporary,
    home,
    worker: worker.entry,
    connections: canaries.connections,
    targets: canaries.targets,
    traces: async () => {
      const below = async (path: string): Promise<string[]> =>
        (await readdir(path)).map((name) => join(path, name));
      const { text, picture } = canaries.targets;
      const found = await Promise.all([folder, files, temporary, dirname(text)].map(below));
      const own = new Set([files, temporary, home, dirname(text), text, picture]);
      return [...found.flat().filter((path) => !own.has(path)), ...(await canaries.changed())];
    },
    remove: async () => {
      for (const [name, value] of Object.entries(former)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      canaries.close();
      await worker.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As the app's build makes it: a worker that is started anew after a crash must not read TypeScript first. */
async function buildWorker(): Promise<{ entry: string; remove: () => Promise<void> }> {
  // Below the project, so that it finds its packages.
  const outDir = join(root, '.cache', 'hostile', String(process.pid));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'shared') } },
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      minify: false,
      rollupOptions: {
        input: { 'media-worker': join(root, 'electron', 'media', 'worker.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return {
    entry: join(outDir, 'media-worker.mjs'),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
