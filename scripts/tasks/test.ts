import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installServerPrograms } from '../../tests/servers/harness/programs.ts';
import { build, buildIfStale, prepareTemplate } from '../launcher/build.ts';
import { runCommand } from '../launcher/command.ts';
import { startVirtualDisplay } from '../launcher/display.ts';
import { electronEnv } from '../launcher/electron-arguments.ts';
import { projectRoot } from '../launcher/paths.ts';
import { LauncherError, runMain } from '../launcher/report.ts';
import { ensureRuntime } from '../launcher/runtime.ts';
import { ensureSandbox } from '../launcher/sandbox.ts';
import { ensureSystemLibraries } from '../launcher/system-libraries.ts';
import {
  countPlaywright,
  countVitest,
  formatSummary,
  type StageResult,
  type TestCounts,
} from '../launcher/test-results.ts';

/**
 * `npm test`: everything the tests need, then every stage. A stage that fails does not keep the later ones from
 * running, except that there is nothing to drive end to end when setting up or building failed.
 */
const STAGES = ['set-up', 'types', 'lint', 'unit', 'servers', 'build', 'e2e'] as const;
type StageName = (typeof STAGES)[number];

const MINUTE = 60_000;

interface Context {
  readonly reports: string;
  readonly extraArguments: readonly string[];
  /** Keep a build that is current; the whole run makes its own. */
  readonly quick: boolean;
  readonly failed: Set<StageName>;
  /** Installs what the stage with servers needs, beside the stages before it. */
  readonly serverPrograms: Promise<void>;
}

interface Outcome {
  readonly ok: boolean;
  readonly counts?: TestCounts;
}

const repeatedReporter = join(projectRoot, 'scripts', 'launcher', 'repeated-reporter.ts');
const tool = (path: string): string => join(projectRoot, 'node_modules', path);

/** Runs a tool on our terminal; the time limit ends one that hangs, together with all it started. */
async function runTool(args: readonly string[], minutes: number, env = process.env): Promise<boolean> {
  const options = { cwd: projectRoot, env, output: 'show', timeLimit: minutes * MINUTE } as const;
  const result = await runCommand(process.execPath, args, options);
  if (result.timedOut) console.error(`Ended after ${minutes} minutes.`);
  return result.code === 0;
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** Nothing where the tests never got to report. */
async function readCounts(count: () => Promise<TestCounts>): Promise<Outcome['counts']> {
  return await count().catch(() => undefined);
}

const outcome = (ok: boolean, counts: Outcome['counts']): Outcome =>
  counts === undefined ? { ok } : { ok, counts };

async function setUp(): Promise<Outcome> {
  const runtime = await ensureRuntime({ retry: false });
  await ensureSystemLibraries(runtime.executable);
  await ensureSandbox(runtime.dist);
  await prepareTemplate();
  return { ok: true };
}

async function runVitest(
  { reports }: Context,
  name: StageName,
  minutes: number,
  args: readonly string[] = [],
): Promise<Outcome> {
  const report = join(reports, `${name}.json`);
  const repeated = join(reports, `${name}-repeated.json`);
  const reporters = [
    ...['--reporter=default', '--reporter=json', `--reporter=${repeatedReporter}`],
    ...[`--outputFile.json=${report}`, `--outputFile.repeated=${repeated}`],
  ];
  const ok = await runTool([tool('vitest/vitest.mjs'), 'run', ...args, ...reporters], minutes);
  const counts = await readCounts(async () => countVitest(await readJson(report), await readJson(repeated)));
  return outcome(ok, counts);
}

/** With a real PostgreSQL and real S3 servers, whose programs were being installed since the run began. */
async function runServers(context: Context): Promise<Outcome> {
  await context.serverPrograms;
  return runVitest(context, 'servers', 20, ['--config=tests/servers/vitest.config.ts']);
}

async function runEndToEnd(context: Context): Promise<Outcome> {
  const report = join(context.reports, 'playwright.json');
  const display = process.platform === 'linux' ? await startVirtualDisplay() : undefined;
  try {
    const args = ['test', '--config=tests/e2e/playwright.config.ts', '--reporter=list,json'];
    const env = {
      ...electronEnv(process.env, display?.name),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    };
    const ok = await runTool([tool('@playwright/test/cli.js'), ...args, ...context.extraArguments], 25, env);
    return outcome(ok, await readCounts(async () => countPlaywright(await readJson(report))));
  } finally {
    display?.close();
  }
}

const RUNNERS: Readonly<Record<StageName, (context: Context) => Promise<Outcome>>> = {
  'set-up': setUp,
  types: async () => ({ ok: await runTool([tool('typescript/bin/tsc'), '--noEmit'], 5) }),
  lint: async () => ({ ok: await runTool([tool('@biomejs/biome/bin/biome'), 'check', '.'], 3) }),
  unit: (context) => runVitest(context, 'unit', 20),
  servers: runServers,
  build: async ({ quick }) => {
    await (quick ? buildIfStale() : build());
    return { ok: true };
  },
  e2e: runEndToEnd,
};

const NEEDS: Readonly<Partial<Record<StageName, readonly StageName[]>>> = { e2e: ['set-up', 'build'] };

async function runStage(name: StageName, context: Context): Promise<StageResult> {
  const started = performance.now();
  const finish = (result: Outcome): StageResult => {
    if (!result.ok) context.failed.add(name);
    return { name, ...result, milliseconds: performance.now() - started };
  };
  console.log(`\n── ${name}`);
  const missing = NEEDS[name]?.find((needed) => context.failed.has(needed));
  if (missing !== undefined) {
    console.error(`Not run: ${missing} failed.`);
    return finish({ ok: false });
  }
  try {
    return finish(await RUNNERS[name](context));
  } catch (error) {
    console.error(error instanceof LauncherError ? error.message : error);
    return finish({ ok: false });
  }
}

async function test(): Promise<number> {
  const [first, ...rest] = process.argv.slice(2);
  // For developers: the end-to-end stage alone, with what it needs and any argument of Playwright's.
  const onlyEndToEnd = first === 'e2e';
  if (first !== undefined && !onlyEndToEnd) {
    throw new LauncherError(`Unknown stage: ${first}. Stages of their own are scripts of package.json.`);
  }
  const stages = onlyEndToEnd ? (['set-up', 'build', 'e2e'] as const) : STAGES;
  const reports = await mkdtemp(join(tmpdir(), 'sparklio-test-'));
  const serverPrograms = onlyEndToEnd ? Promise.resolve() : installServerPrograms();
  // Told by the stage that waits for it; until then a failure must not end the run.
  serverPrograms.catch(() => undefined);
  const context: Context = {
    reports,
    extraArguments: rest,
    quick: onlyEndToEnd,
    failed: new Set(),
    serverPrograms,
  };
  try {
    const results: StageResult[] = [];
    for (const stage of stages) results.push(await runStage(stage, context));
    console.log(`\n${formatSummary(results)}`);
    return results.every((result) => result.ok) ? 0 : 1;
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

await runMain(test);
