import { execFile } from 'node:child_process';
import { access, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { works } from './recipe.ts';

const run = promisify(execFile);

/**
 * Downloads and unpacks, without installing, the Debian packages that hold the works; those that are there
 * already are kept.
 *
 * @returns where each package's files are
 */
export async function unpackPackages(folder: string): Promise<(name: string) => string> {
  const rootOf = (name: string): string => join(folder, name);
  for (const name of new Set(Object.values(works).map((work) => work.package))) {
    if (await exists(join(rootOf(name), 'usr'))) continue;
    const downloads = join(folder, 'deb', name);
    await mkdir(downloads, { recursive: true });
    await mkdir(rootOf(name), { recursive: true });
    await run('apt-get', ['download', name], { cwd: downloads });
    for (const file of await readdir(downloads)) {
      await run('dpkg-deb', ['-x', join(downloads, file), rootOf(name)]);
    }
  }
  return rootOf;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
