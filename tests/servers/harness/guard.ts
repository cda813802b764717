/**
 * A process of its own that starts the servers of a run and outlives it just long enough to end them: when the run
 * goes away, be it by `kill -9`, the channel closes, and everything that was started is ended and removed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type FromGuard, toGuardSchema } from './guard-messages.ts';

const children = new Map<number, ChildProcess>();
const folders = new Set<string>();
const containers = new Set<string>();
/** A server that was asked to stop gets so long. */
const graceMs = 3000;

const reply = (message: FromGuard): void => {
  if (process.connected) process.send?.(message);
};

/** The whole group: a server may have started helpers of its own. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    child.kill(name);
  }
}

process.on('message', (value) => {
  const message = toGuardSchema.parse(value);
  switch (message.type) {
    case 'spawn': {
      const log = openSync(message.log, 'a');
      const child = spawn(message.file, message.args, {
        env: message.env,
        cwd: message.cwd,
        detached: true,
        stdio: ['ignore', log, log],
        ...(message.account !== null && message.account),
      });
      closeSync(log);
      children.set(message.id, child);
      child.once('error', (error) => reply({ type: 'failed', id: message.id, message: error.message }));
      child.once('spawn', () => reply({ type: 'spawned', id: message.id, pid: child.pid ?? 0 }));
      child.once('exit', (code) => {
        children.delete(message.id);
        reply({ type: 'exited', id: message.id, code });
      });
      return;
    }
    case 'signal': {
      const child = children.get(message.id);
      if (child !== undefined) signal(child, message.signal);
      return;
    }
    case 'folder':
      if (message.kept) folders.add(message.path);
      else folders.delete(message.path);
      return;
    case 'container':
      if (message.kept) containers.add(message.name);
      else containers.delete(message.name);
      return;
  }
});

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // PostgreSQL's processes end with SIGQUIT at once and leave no shared memory behind; others end too.
  signal(child, 'SIGQUIT');
  await Promise.race([exit, delay(graceMs)]);
  signal(child, 'SIGKILL');
  await Promise.race([exit, delay(graceMs)]);
}

async function endEverything(): Promise<void> {
  await Promise.all([...children.values()].map(ended));
  for (const name of containers) {
    await new Promise<void>((resolve) => {
      const removal = spawn('docker', ['rm', '-f', '-v', name], { stdio: 'ignore' });
      removal.once('error', () => resolve()).once('exit', () => resolve());
    });
  }
  for (const folder of folders) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  process.exit(0);
}

process.once('disconnect', () => void endEverything());
// The run may have ended while this process was starting; what it said until then comes first.
if (!process.connected) setImmediate(() => void endEverything());

// Ctrl-C on a terminal is for the run; this process follows when the run is gone.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
