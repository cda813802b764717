import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..');

export interface Programs {
  /** The library in a process of its own, which can be told to end itself. */
  readonly library: string;
  readonly mediaWorker: string;
  readonly localServices: string;
  remove(): Promise<void>;
}

/**
 * The programs that a run starts again and again, as the app's build makes them: compiled once, for a process that is
 * killed every second should not spend most of its life on reading TypeScript.
 */
export async function buildPrograms(): Promise<Programs> {
  // Below the project, so that they find its packages.
  const folder = join(root, '.cache', 'faults', String(process.pid));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'shared') } },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node20',
      minify: false,
      rollupOptions: {
        input: {
          library: join(import.meta.dirname, 'library-program.ts'),
          'media-worker': join(root, 'electron', 'media', 'worker.ts'),
          'local-services': join(root, 'electron', 'local', 'services.ts'),
        },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return {
    library: join(folder, 'library.mjs'),
    mediaWorker: join(folder, 'media-worker.mjs'),
    localServices: join(folder, 'local-services.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
