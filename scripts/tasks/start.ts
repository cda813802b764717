import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { buildEnv, buildIfStale, prepareTemplate } from '../launcher/build.ts';
import { hasDisplay, startVirtualDisplay, type VirtualDisplay } from '../launcher/display.ts';
import { electronEnv, electronSwitches } from '../launcher/electron-arguments.ts';
import { headlessCheck } from '../launcher/headless-check.ts';
import { parseStartOptions, type StartOptions, USAGE } from '../launcher/options.ts';
import { projectRoot } from '../launcher/paths.ts';
import { LauncherError, runMain, say } from '../launcher/report.ts';
import { type ElectronRuntime, ensureRuntime } from '../launcher/runtime.ts';
import { ensureSandbox } from '../launcher/sandbox.ts';
import { ensureSystemLibraries } from '../launcher/system-libraries.ts';

const NO_DISPLAY = `There is no display to show the window on (neither DISPLAY nor WAYLAND_DISPLAY is set).
Start on a virtual display:     npm start -- --virtual-display
Only check that the app starts: npm start -- --headless-check
Over SSH, "ssh -X" shows the window on your own screen.`;

function appVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

/** Runs a program on our terminal until it ends; Ctrl-C reaches it by itself, as it shares our process group. */
function runInForeground(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], { cwd: projectRoot, env, stdio: 'inherit' });
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function startApp(runtime: ElectronRuntime, options: StartOptions, display?: string): Promise<number> {
  const env = electronEnv(process.env, display);
  if (!options.dev) {
    const args = [...electronSwitches(), projectRoot, ...options.appArguments];
    return runInForeground(runtime.executable, args, env);
  }
  const cli = join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const noSandbox = electronSwitches().includes('--no-sandbox') ? ['--noSandbox'] : [];
  const args = [cli, 'dev', ...noSandbox, '--', ...options.appArguments];
  return runInForeground(
    process.execPath,
    args,
    buildEnv({ ...env, ELECTRON_EXEC_PATH: runtime.executable }),
  );
}

async function start(): Promise<number> {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const needsVirtual = options.virtualDisplay || (options.headlessCheck && process.platform === 'linux');
  // Said before the long steps, not after them.
  if (!needsVirtual && !hasDisplay()) throw new LauncherError(NO_DISPLAY);

  const runtime = await ensureRuntime({ retry: options.retryDownload });
  await ensureSystemLibraries(runtime.executable);
  await ensureSandbox(runtime.dist);
  const display: VirtualDisplay | undefined =
    needsVirtual && process.platform === 'linux' ? await startVirtualDisplay() : undefined;
  try {
    await prepareTemplate();
    if (!options.dev) await buildIfStale();
    const shown = display === undefined ? {} : { display: display.name };
    if (options.headlessCheck) {
      const app = { root: projectRoot, version: appVersion() };
      await headlessCheck(runtime, app, { ...shown, appArguments: options.appArguments });
      return 0;
    }
    if (display !== undefined) say(`Running on the virtual display ${display.name}; Ctrl-C ends it.`);
    return await startApp(runtime, options, display?.name);
  } finally {
    display?.close();
  }
}

await runMain(start);
