import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LauncherError } from './report.ts';

export interface SandboxFacts {
  readonly isRoot: boolean;
  /** What the kernel says about namespaces for ordinary users; an empty string where it says nothing. */
  readonly appArmorRestricts: string;
  readonly namespacesAllowed: string;
  /** Whether Chromium's set-uid helper belongs to root and may act as root. */
  readonly helperIsSetUid: boolean;
}

/**
 * Chromium's sandbox needs either namespaces for ordinary users, which some distributions (Ubuntu 24.04 and newer)
 * forbid to programs they don't know, or its set-uid helper. Without either Electron ends at once.
 */
export function canSandbox(facts: SandboxFacts): boolean {
  if (facts.isRoot || facts.helperIsSetUid) return true;
  return facts.appArmorRestricts.trim() !== '1' && facts.namespacesAllowed.trim() !== '0';
}

const readSetting = (name: string): Promise<string> =>
  readFile(join('/proc/sys/kernel', name), 'utf8').catch(() => '');

/** @throws LauncherError with the commands that make the sandbox work; it is never switched off instead */
export async function ensureSandbox(dist: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const helper = join(dist, 'chrome-sandbox');
  const info = await stat(helper).catch(() => null);
  const works = canSandbox({
    isRoot: process.getuid?.() === 0,
    appArmorRestricts: await readSetting('apparmor_restrict_unprivileged_userns'),
    namespacesAllowed: await readSetting('unprivileged_userns_clone'),
    helperIsSetUid: info !== null && info.uid === 0 && (info.mode & 0o4000) !== 0,
  });
  if (works) return;
  throw new LauncherError(
    `This system keeps Electron's sandbox from working, and the app does not run without it. Allow it once:\n` +
      `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}
