import { resolve } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** What runs with real servers behind it: `npm run test:servers`. The plain `vitest run` starts none. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    root,
    test: {
      // As with the windows: a server that was too slow once on a busy machine stops nobody. Locally it does.
      retry: process.env.CI ? 1 : 0,
      include: [
        'tests/servers/**/*.test.ts',
        'tests/faults/**/*.test.ts',
        // Those that take their engine from tests/support/engines.ts, and those over tests/support/ingest-suite.ts.
        'tests/integration/database/{mirror,values}.test.ts',
        'tests/integration/library/*.test.ts',
        'tests/integration/similarity/vector-index.test.ts',
        'tests/integration/ingest/{bad-input,bytes,completed,drop,interrupted,jobs,kill,many,trash}.test.ts',
      ],
      globalSetup: 'tests/servers/global-set-up.ts',
      setupFiles: 'tests/servers/set-up.ts',
    },
  }),
);
