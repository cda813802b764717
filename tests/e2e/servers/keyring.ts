import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installDebianPackages } from '../../../scripts/launcher/apt.ts';
import { hasProgram } from '../../../scripts/launcher/command.ts';

/** A key store of its own: GNOME's keyring on a session bus that nobody else is on. */
export interface Keyring {
  /** For the app: where the bus is. */
  readonly env: Readonly<Record<string, string>>;
  /** For the app: use it whatever the desktop is. */
  readonly args: readonly string[];
  stop(): Promise<void>;
}

/** Starts an unlocked keyring. It is installed when missing, as the virtual display is. Linux only. */
export async function startKeyring(): Promise<Keyring> {
  if (!(await hasProgram('gnome-keyring-daemon')) || !(await hasProgram('dbus-daemon'))) {
    await installDebianPackages('a keyring for the tests', ['gnome-keyring', 'dbus-daemon']);
  }
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-keyring-'));
  const [runtime, data] = [join(folder, 'runtime'), join(folder, 'data')];
  await mkdir(runtime, { mode: 0o700 });
  await mkdir(join(data, 'keyrings'), { recursive: true });
  const own = { XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: data };

  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    env: { ...process.env, ...own },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = await once(createInterface(bus.stdout), 'line');
  const env = { ...own, DBUS_SESSION_BUS_ADDRESS: String(address) };

  const daemon = spawn('gnome-keyring-daemon', ['--daemonize', '--unlock', '--components=secrets'], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end('the password of this keyring');
  // It goes into the background once it can be asked, and ends together with the bus.
  const [code] = await once(daemon, 'exit');
  if (code !== 0) throw new Error(`The keyring did not start: code ${String(code)}`);

  return {
    env,
    args: ['--password-store=gnome-libsecret'],
    async stop() {
      if (bus.exitCode === null && bus.signalCode === null) {
        const ended = once(bus, 'exit');
        bus.kill();
        await ended;
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
