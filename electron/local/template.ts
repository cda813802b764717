import { constants } from 'node:fs';
import { access, cp, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import PQueue from 'p-queue';

const FILES_AT_ONCE = 16;
/** Written last when a template is made: a folder without it is not a whole template. */
export const TEMPLATE_STAMP = 'sparklio-template.json';

/** The database's folder inside a library. */
export const databaseFolder = (libraryDir: string): string => join(libraryDir, 'database');

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A whole copy that waits beside the place of the database, with its stamp, until a library is made. */
const stagedFolder = (dataDir: string): string => `${dataDir}.staged`;

async function stampOf(folder: string): Promise<string | null> {
  return readFile(join(folder, TEMPLATE_STAMP), 'utf8').catch(() => null);
}

/** Copies the template to `folder`, forced to disk; the stamp comes last, so a folder without it is not whole. */
async function copyWhole(templateDir: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await cp(templateDir, folder, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !source.endsWith(TEMPLATE_STAMP),
  });
  await forceToDisk(folder);
  await cp(join(templateDir, TEMPLATE_STAMP), join(folder, TEMPLATE_STAMP));
}

/**
 * Makes ready, ahead of time, what `copyTemplate` would copy: copying a thousand files and forcing them to disk
 * takes seconds that nobody should wait for after a click. Does nothing when it is there already.
 */
export async function stageTemplate(templateDir: string, libraryDir: string): Promise<void> {
  const dataDir = databaseFolder(libraryDir);
  const stamp = await stampOf(templateDir);
  const staged = stagedFolder(dataDir);
  if (stamp === null || (await exists(dataDir)) || (await stampOf(staged)) === stamp) return;
  await copyWhole(templateDir, staged);
}

/**
 * Puts the prepared database folder at `dataDir`, which must not exist: the staged copy where there is one of
 * this template, else a new one. It comes there by one rename, so that a crash never leaves half a database.
 * False when there is no whole template.
 */
export async function copyTemplate(templateDir: string, dataDir: string): Promise<boolean> {
  const stamp = await stampOf(templateDir);
  if (stamp === null) return false;
  const staged = stagedFolder(dataDir);
  if ((await stampOf(staged)) !== stamp) await copyWhole(templateDir, staged);
  await rm(join(staged, TEMPLATE_STAMP));
  await rename(staged, dataDir);
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
