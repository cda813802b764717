// `npm run test:long [-- FILE…]`: the long suites whole (kills, thousands of files, hostile ones, bad days of servers), of which
// `npm test` runs a sample.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = [fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url)), 'run'];
const servers = [fileURLToPath(new URL('test-servers.mjs', import.meta.url))];

/** @param {readonly string[]} program @param {readonly string[]} files */
function run(program, files) {
  if (files.length === 0) return 0;
  const env = { ...process.env, SPARKLIO_LONG: '1' };
  return (
    spawnSync(process.execPath, [...program, ...files], { cwd: root, stdio: 'inherit', env }).status ?? 1
  );
}

const asked = process.argv.slice(2);
const only =
  asked.length > 0 ? asked : ['tests/integration', 'tests/hostile', 'tests/servers/faults', 'tests/faults'];
const withServers = only.filter((file) => /tests\/(?:servers|faults)/.test(file));
const plain = run(
  vitest,
  only.filter((file) => !withServers.includes(file)),
);
process.exit(run(servers, withServers) || plain);
