import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { calls, events } from './shared/contract/index.ts';

const here = (path: string): string => resolve(import.meta.dirname, path);
const alias = { '@shared': here('shared'), '@renderer': here('renderer') };

export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      outDir: 'out/main',
      target: 'node20',
      rollupOptions: {
        input: {
          main: here('electron/main.ts'),
          'media-worker': here('electron/media/worker.ts'),
          'local-services': here('electron/local/services.ts'),
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    define: {
      __CALL_NAMES__: JSON.stringify([...calls.keys()]),
      __EVENT_NAMES__: JSON.stringify([...events.keys()]),
    },
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can only be CommonJS and can only require Electron's own modules.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: here('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('renderer'),
    resolve: { alias },
    plugins: [react()],
    build: {
      outDir: here('out/renderer'),
      target: 'chrome130',
      minify: true,
      rollupOptions: { input: here('renderer/index.html') },
    },
  },
});
