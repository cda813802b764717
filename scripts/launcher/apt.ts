import { hasProgram, runCommand } from './command.ts';
import { LauncherError, step, tail } from './report.ts';

/**
 * The command line that installs the packages, as this person may run it.
 * `-n` keeps sudo from asking for a password in the middle of a start.
 */
export function aptCommand(packages: readonly string[], isRoot: boolean): readonly string[] {
  const prefix = isRoot ? [] : ['sudo', '-n'];
  const quiet = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  return [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', ...quiet, ...packages];
}

/** What to tell a person to type. */
export function aptAdvice(packages: readonly string[]): string {
  return `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`;
}

const isRoot = (): boolean => process.getuid?.() === 0;

async function mayInstall(): Promise<boolean> {
  if (!(await hasProgram('apt-get'))) return false;
  return isRoot() || (await runCommand('sudo', ['-n', 'true'])).code === 0;
}

/**
 * Newer releases of Debian and Ubuntu renamed some packages with the suffix `t64`; the old names are not always
 * installable there.
 */
async function currentName(name: string): Promise<string> {
  const renamed = `${name}t64`;
  return (await runCommand('apt-cache', ['show', renamed])).code === 0 ? renamed : name;
}

/**
 * Installs Debian packages, as root or by sudo without a password.
 *
 * @param what completes the sentence "Installing …", such as "the libraries Electron needs"
 * @throws LauncherError with the exact command for the person to run
 */
export async function installDebianPackages(what: string, packages: readonly string[]): Promise<void> {
  const advice = `On Debian and Ubuntu:\n  ${aptAdvice(packages)}`;
  if (!(await mayInstall())) {
    throw new LauncherError(
      `This machine lacks ${what}, and installing it needs an administrator. ${advice}\n` +
        `On other distributions install what corresponds to: ${packages.join(', ')}.`,
    );
  }
  await step(`Installing ${what} (${packages.join(', ')})`, async () => {
    const root = isRoot();
    const update = ['apt-get', 'update', '-qq'];
    const [updater = 'apt-get', ...updateArgs] = root ? update : ['sudo', '-n', ...update];
    await runCommand(updater, updateArgs);
    const names = await Promise.all(packages.map(currentName));
    const [installer = 'env', ...args] = aptCommand(names, root);
    const result = await runCommand(installer, args);
    if (result.code !== 0) {
      throw new LauncherError(`apt-get could not install ${what}:\n${tail(result.output)}\n${advice}`);
    }
  });
}
