// Makes .cache/pglite-template: the database folder that a new library is copied from, because making one from
// nothing takes several seconds. Quick when it is up to date.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('template/main.ts', import.meta.url));
const { status } = spawnSync(process.execPath, ['--import', 'tsx', entry], {
  stdio: 'inherit',
  cwd: fileURLToPath(new URL('..', import.meta.url)),
});
process.exit(status ?? 1);
