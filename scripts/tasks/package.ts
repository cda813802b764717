import { join } from 'node:path';
import { build, prepareTemplate } from '../launcher/build.ts';
import { runCommand } from '../launcher/command.ts';
import { projectRoot } from '../launcher/paths.ts';
import { LauncherError, runMain } from '../launcher/report.ts';
import { ensureRuntime } from '../launcher/runtime.ts';

/**
 * `npm run package`: builds the installers of this platform with electron-builder; arguments are passed on.
 * From the trial runtime nothing that could be handed out is made, only a folder (`--dir`) to test packaging with.
 */
async function makePackage(): Promise<number> {
  const args = process.argv.slice(2);
  const runtime = await ensureRuntime({ retry: false });
  if (runtime.kind === 'trial' && !args.includes('--dir')) {
    throw new LauncherError(
      `Installers are built only from the official Electron, which could not be downloaded here.\n` +
        'To test the packaging with the trial runtime: npm run package -- --dir',
    );
  }
  const trial = [
    `-c.electronDist=${runtime.dist}`,
    `-c.electronVersion=${runtime.version}`,
    '-c.npmRebuild=false',
  ];
  await prepareTemplate();
  await build();
  const cli = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');
  const all = [cli, '--publish=never', ...args, ...(runtime.kind === 'official' ? [] : trial)];
  const result = await runCommand(process.execPath, all, { cwd: projectRoot, output: 'show' });
  return result.code ?? 1;
}

await runMain(makePackage);
