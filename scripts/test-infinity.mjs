// `node scripts/test-infinity.mjs`: the adapter of infinity against infinity itself, with a CLIP of random numbers.
// Not part of `npm test`: its first run installs 5 GB (PyTorch's package brings CUDA along, needed or not).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync(
  process.execPath,
  [
    fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url)),
    'run',
    '--config',
    'tests/servers/embedders/infinity/vitest.config.ts',
  ],
  { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'inherit' },
);
process.exit(status ?? 1);
