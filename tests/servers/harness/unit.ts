import { setTimeout as delay } from 'node:timers/promises';
import { runCommand } from '../../../scripts/launcher/command.ts';
import { LauncherError, say, tail } from '../../../scripts/launcher/report.ts';
import type { Signal } from './guard-messages.ts';
import { type GuardedProcess, guardContainer, type ProcessOptions, startGuarded } from './guarded.ts';

/** A server's process or container, which can be ended and started again with the same data at the same address. */
export interface Unit {
  start(): Promise<void>;
  /** Ends it as a crash would. */
  crash(): Promise<void>;
  /** Ends it in order; what it has not finished in five seconds is cut off. */
  end(): Promise<void>;
  alive(): Promise<boolean>;
  log(): Promise<string>;
  /** Ends it for good and removes what it kept. */
  remove(): Promise<void>;
}

const graceMs = 5000;

export interface ProcessSignals {
  readonly crash: Signal;
  readonly end: Signal;
}

export function processUnit(options: ProcessOptions, signals: ProcessSignals): Unit {
  let running: GuardedProcess | undefined;
  async function end(signal: Signal): Promise<void> {
    if (running === undefined || running.hasExited) return;
    running.signal(signal);
    const soon = await Promise.race([
      running.untilExited().then(() => true),
      delay(graceMs, false, { ref: false }),
    ]);
    if (soon) return;
    running.signal('SIGKILL');
    await running.untilExited();
  }
  return {
    start: async () => {
      running = await startGuarded(options);
    },
    crash: () => end(signals.crash),
    end: () => end(signals.end),
    alive: async () => running !== undefined && !running.hasExited,
    log: async () => (await running?.log()) ?? '',
    remove: () => end(signals.crash),
  };
}

export interface ContainerOptions {
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Port on this host → port in the container. */
  readonly ports: readonly (readonly [host: number, container: number])[];
  /** Address of this host that the ports are bound to. */
  readonly listen: string;
}

async function docker(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, output } = await runCommand('docker', args, { env: { ...process.env, ...env } });
  if (code !== 0) throw new LauncherError(`docker ${args[0]} failed:\n${tail(output)}`);
  return output.trim();
}

export async function containerUnit(options: ContainerOptions): Promise<Unit> {
  const { image, env, args, ports, listen } = options;
  const name = `sparklio-test-${crypto.randomUUID()}`;
  const guarded = guardContainer(name);
  if ((await runCommand('docker', ['image', 'inspect', image])).code !== 0) {
    say(`Pulling the image ${image}`);
    await docker(['pull', '--quiet', image]);
  }
  const published = ports.flatMap(([host, inner]) => ['--publish', `${listen}:${host}:${inner}`]);
  // Values are taken from our environment by name, so that no password stands in a command line.
  const variables = Object.keys(env).flatMap((variable) => ['--env', variable]);
  await docker(
    ['create', '--name', name, '--label', 'sparklio-test', ...published, ...variables, image, ...args],
    env,
  );
  return {
    start: async () => {
      await docker(['start', name]);
    },
    crash: async () => {
      await docker(['kill', name]).catch(() => undefined);
    },
    end: async () => {
      await docker(['stop', '--time', String(graceMs / 1000), name]);
    },
    alive: async () => (await docker(['inspect', '--format', '{{.State.Running}}', name])) === 'true',
    log: () => docker(['logs', '--tail', '20', name]),
    remove: async () => {
      await docker(['rm', '--force', '--volumes', name]);
      guarded.forget();
    },
  };
}

let answer: Promise<boolean> | undefined;

/**
 * Whether servers run in Docker: where its engine answers. `SPARKLIO_TEST_SERVERS=programs` or `=docker` decides
 * otherwise.
 */
export function dockerWanted(): Promise<boolean> {
  const wanted = process.env.SPARKLIO_TEST_SERVERS;
  if (wanted === 'programs') return Promise.resolve(false);
  if (wanted === 'docker') return Promise.resolve(true);
  answer ??= runCommand('docker', ['version', '--format', '{{.Server.Version}}'], { timeLimit: 5000 }).then(
    ({ code }) => code === 0,
  );
  return answer;
}
