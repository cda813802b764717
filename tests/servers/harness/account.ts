import { runCommand } from '../../../scripts/launcher/command.ts';
import { LauncherError } from '../../../scripts/launcher/report.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The account that a PostgreSQL server runs under: our own, or an unprivileged one where we are root, under which
 * PostgreSQL refuses to run.
 */
export async function unprivilegedAccount(): Promise<Account | null> {
  if (!isRoot()) return null;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => runCommand('id', [flag, name])));
    if (uid?.code === 0 && gid?.code === 0) return { uid: Number(uid.output), gid: Number(gid.output) };
  }
  throw new LauncherError(
    'PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody" to run it under.',
  );
}
