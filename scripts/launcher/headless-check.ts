import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { killTree, runCommand } from './command.ts';
import { electronEnv, electronSwitches } from './electron-arguments.ts';
import { LauncherError, tail } from './report.ts';
import type { ElectronRuntime } from './runtime.ts';

const READY_LIMIT_MS = 120_000;
const QUIT_LIMIT_MS = 15_000;

const readySchema = z.object({ windowMs: z.number(), interactiveMs: z.number() });
/** Milliseconds from the start of the process to the first paint, and until the window answers. */
export type StartUpTimes = z.infer<typeof readySchema>;

/** The start-up times from a line `ready {json}` of the app; null for any other line. */
export function parseReadyLine(line: string): StartUpTimes | null {
  const json = /^ready (\{.*\})\s*$/.exec(line)?.[1];
  if (json === undefined) return null;
  try {
    return readySchema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

const versionsSchema = z.object({ electron: z.string(), chrome: z.string(), node: z.string() });

/** Asks the runtime itself which versions it is made of. */
async function readVersions(runtime: ElectronRuntime): Promise<z.infer<typeof versionsSchema>> {
  const result = await runCommand(runtime.executable, ['-p', 'JSON.stringify(process.versions)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeLimit: 30_000,
  });
  try {
    return versionsSchema.parse(JSON.parse(result.output));
  } catch {
    return { electron: runtime.version, chrome: 'unknown', node: 'unknown' };
  }
}

/**
 * Starts the app with an empty profile, waits for its line `ready …`, and quits it.
 *
 * @param app the app's folder
 * @throws LauncherError with the end of the app's log when it ends early or isn't ready in time
 */
export async function startAndWaitUntilReady(
  runtime: ElectronRuntime,
  app: string,
  options: { display?: string; appArguments: readonly string[]; readyLimit?: number },
): Promise<StartUpTimes> {
  const profile = await mkdtemp(join(tmpdir(), 'sparklio-check-'));
  const args = [
    ...electronSwitches(),
    app,
    '--headless-check',
    `--user-data-dir=${profile}`,
    ...options.appArguments,
  ];
  const child = spawn(runtime.executable, args, {
    env: electronEnv(process.env, options.display),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = (): void => killTree(child);
  process.once('exit', stop);
  let log = '';
  try {
    return await new Promise<StartUpTimes>((resolve, reject) => {
      const limit = options.readyLimit ?? READY_LIMIT_MS;
      const fail = (why: string): void =>
        reject(new LauncherError(`The app is not ready: ${why}\n${tail(log, 30) || '(it printed nothing)'}`));
      const timer = setTimeout(() => fail(`nothing after ${limit / 1000} s.`), limit);
      let pending = '';
      child.stdout.on('data', (chunk: Buffer) => {
        log += chunk.toString('utf8');
        const lines = (pending + chunk.toString('utf8')).split('\n');
        pending = lines.pop() ?? '';
        const times = lines.map(parseReadyLine).find((found) => found !== null);
        if (times === undefined) return;
        clearTimeout(timer);
        resolve(times);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString('utf8');
      });
      child.once('error', (error) => fail(error.message));
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        fail(`it ended with ${signal ?? `code ${code}`}.`);
      });
    });
  } finally {
    // A polite request first: quitting is part of what is checked by the caller's eye, and frees the profile.
    child.kill('SIGTERM');
    const timer = setTimeout(stop, QUIT_LIMIT_MS);
    await exited;
    clearTimeout(timer);
    stop();
    process.off('exit', stop);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** Runs the check and prints what it found. */
export async function headlessCheck(
  runtime: ElectronRuntime,
  app: { root: string; version: string },
  options: { display?: string; appArguments: readonly string[] },
): Promise<void> {
  const versions = await readVersions(runtime);
  const times = await startAndWaitUntilReady(runtime, app.root, options);
  console.log('ready');
  console.log(
    `versions: app ${app.version}, electron ${versions.electron} (${runtime.kind}), ` +
      `chrome ${versions.chrome}, node ${versions.node}`,
  );
  console.log(
    `start-up: window ${Math.round(times.windowMs)} ms, interactive ${Math.round(times.interactiveMs)} ms`,
  );
}
