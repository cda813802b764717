// `npm run test:long`: the long suites whole (kills and thousands of files), of which `npm test` runs a sample.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const only = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', ...(only.length > 0 ? only : ['tests/integration'])],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SPARKLIO_LONG: '1' },
  },
);
process.exit(status ?? 1);
