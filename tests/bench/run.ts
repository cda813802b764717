import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, loadavg, type } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, prepareTemplate } from '../../scripts/launcher/build.ts';
import { hasDisplay, startVirtualDisplay } from '../../scripts/launcher/display.ts';
import { electronEnv } from '../../scripts/launcher/electron-arguments.ts';
import { projectRoot } from '../../scripts/launcher/paths.ts';
import { LauncherError, runMain } from '../../scripts/launcher/report.ts';
import { ensureRuntime } from '../../scripts/launcher/runtime.ts';
import { ensureSandbox } from '../../scripts/launcher/sandbox.ts';
import { ensureSystemLibraries } from '../../scripts/launcher/system-libraries.ts';
import { heading, rowMark } from './support/table.ts';

const SUFFIX = '.bench.ts';

/** Runs one bench in a process of its own and gives the rows that it printed. */
function runBench(name: string, env: NodeJS.ProcessEnv): Promise<{ rows: string[]; ok: boolean }> {
  const tsx = join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const file = join(import.meta.dirname, `${name}${SUFFIX}`);
  const child = spawn(process.execPath, [tsx, file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
    process.stdout.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ rows: output.split('\n').filter((line) => line.startsWith(rowMark)), ok: code === 0 }),
    );
  });
}

/** `npm run bench [name…]`: all benches, or those named; the table of their results comes last. */
async function bench(): Promise<number> {
  const known = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length));
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new LauncherError(`No such bench: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  }
  const runtime = await ensureRuntime({ retry: false });
  await ensureSystemLibraries(runtime.executable);
  await ensureSandbox(runtime.dist);
  await prepareTemplate();
  await buildIfStale();
  const display = hasDisplay() ? undefined : await startVirtualDisplay();
  const env = electronEnv(process.env, display?.name);
  const rows: string[] = [];
  const failed: string[] = [];
  try {
    for (const name of wanted.length > 0 ? wanted : known) {
      console.log(`\n── ${name}`);
      const result = await runBench(name, env);
      rows.push(...result.rows);
      if (!result.ok) failed.push(name);
    }
  } finally {
    display?.close();
  }
  const load = loadavg().map((value) => value.toFixed(1));
  console.log(
    `\nElectron ${runtime.version} (${runtime.kind}), Node ${process.versions.node}, ${type()}, ` +
      `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, load ${load.join(' ')}\n\n${heading}\n${rows.join('\n')}`,
  );
  if (failed.length > 0) console.error(`\nBroke off: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

await runMain(bench);
