import { resolve } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../../../vitest.config.ts';

/** By itself, since installing infinity takes 5 GB: `node scripts/test-infinity.mjs`. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    root: resolve(import.meta.dirname, '..', '..', '..', '..'),
    test: { include: ['tests/servers/embedders/infinity/*.check.ts'] },
  }),
);
