import { join } from 'node:path';
import { prepareTemplate } from '../launcher/build.ts';
import { runCommand } from '../launcher/command.ts';
import { projectRoot } from '../launcher/paths.ts';
import { runMain } from '../launcher/report.ts';

/** `npm run test:servers`: the tests with real servers behind them, or those of the files named. */
async function testServers(): Promise<number> {
  await prepareTemplate();
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--config=tests/servers/vitest.config.ts', ...process.argv.slice(2)];
  const { code } = await runCommand(process.execPath, args, { cwd: projectRoot, output: 'show' });
  return code ?? 1;
}

await runMain(testServers);
