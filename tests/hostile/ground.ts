import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { build } from 'vite';
import { SECRET, SECRET_COLOR, type Targets } from './hostile-file.ts';

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
  const [files, temporary, home, secret] = ['files', 'temporary', 'home', 'secret'].map((name) =>
    join(folder, name),
  );
  if (files === undefined || temporary === undefined || home === undefined || secret === undefined)
    throw new Error();
  for (const path of [files, temporary, home, secret]) await mkdir(path);
  const [r, g, b] = SECRET_COLOR;
  const background = { r, g, b };
  const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .png()
    .toBuffer();
  await writeFile(join(secret, 'canary.png'), picture);
  await writeFile(join(secret, 'canary.txt'), SECRET);

  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The canary has no port');

  const former = { TMPDIR: process.env.TMPDIR, HOME: process.env.HOME };
  Object.assign(process.env, { TMPDIR: temporary, HOME: home });
  const worker = await buildWorker();

  return {
    files,
    temporary,
    home,
    worker: worker.entry,
    connections: () => connections,
    targets: {
      origin: `http://127.0.0.1:${address.port}`,
      text: join(secret, 'canary.txt'),
      picture: join(secret, 'canary.png'),
      outside: join(folder, 'slipped.txt'),
    },
    traces: async () => {
      const below = async (path: string): Promise<string[]> =>
        (await readdir(path)).map((name) => join(path, name));
      const found = [folder, files, temporary, secret].map(below);
      const own = new Set([
        files,
        temporary,
        home,
        secret,
        join(secret, 'canary.png'),
        join(secret, 'canary.txt'),
      ]);
      const changed = [
        (await readFile(join(secret, 'canary.txt'), 'utf8')) !== SECRET && 'the secret text',
        !(await readFile(join(secret, 'canary.png'))).equals(picture) && 'the secret picture',
      ].filter((what) => what !== false);
      return [...(await Promise.all(found)).flat().filter((path) => !own.has(path)), ...changed];
    },
    remove: async () => {
      for (const [name, value] of Object.entries(former)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      server.close();
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
