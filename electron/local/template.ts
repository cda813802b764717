import { constants } from 'node:fs';
import { access, cp, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';

const FILES_AT_ONCE = 16;
/** Written last when a template is made: a folder without it is not a whole template. */
export const TEMPLATE_STAMP = 'sparklio-template.json';

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Copies the prepared database folder to `dataDir`, which must not exist: first beside it, forced to disk,
 * then renamed, so that a crash never leaves half a database. False when there is no whole template.
 */
export async function copyTemplate(templateDir: string, dataDir: string): Promise<boolean> {
  if (!(await exists(join(templateDir, TEMPLATE_STAMP)))) return false;
  const unfinished = `${dataDir}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(templateDir, unfinished, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !source.endsWith(TEMPLATE_STAMP),
  });
  await forceToDisk(unfinished);
  await rename(unfinished, dataDir);
  return true;
}

async function forceToDisk(folder: string): Promise<void> {
  const queue = new PQueue({ concurrency: FILES_AT_ONCE });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  await queue.addAll(
    files.map((file) => async () => {
      const handle = await open(join(file.parentPath, file.name), 'r+');
      await handle.sync().finally(() => handle.close());
    }),
  );
}

export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}
