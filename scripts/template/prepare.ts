import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { connectInProcess } from '../../electron/database/engines/pglite/in-process.ts';
import { migrateLibrary } from '../../electron/database/migrations/index.ts';
import { TEMPLATE_STAMP } from '../../electron/local/template.ts';

const root = join(import.meta.dirname, '..', '..');
const stampSchema = z.object({ version: z.string() });
const packageSchema = z.object({ version: z.string() });

/** Schema of the job queue inside the library. */
const JOBS_SCHEMA = 'sparklio_jobs';

/** Where the template is kept; `electron/local` copies it for each new library. */
export const templateFolder = join(root, '.cache', 'pglite-template');

/** Makes the template when it is missing or of another version. Tells whether it was made, and its size in bytes. */
export async function prepareTemplate(folder = templateFolder): Promise<{ made: boolean; bytes: number }> {
  const version = await templateVersion();
  if ((await stampedVersion(folder)) === version) return { made: false, bytes: await sizeOf(folder) };

  await mkdir(join(folder, '..'), { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  const engine = await connectInProcess(unfinished);
  await migrateLibrary(engine.db);
  const boss = new PgBoss({
    db: { executeSql: (text, values) => engine.executeSql(text, values) },
    backend: 'pglite',
    schema: JOBS_SCHEMA,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  await boss.stop({ graceful: false });
  await engine.executeSql('vacuum full');
  await engine.executeSql('analyze');
  await engine.executeSql('checkpoint');
  await engine.close();
  await writeFile(join(unfinished, TEMPLATE_STAMP), JSON.stringify({ version }));
  await replace(unfinished, folder, version);
  return { made: true, bytes: await sizeOf(folder) };
}

/** Puts the new template into its place, unless another process was quicker: somebody may be copying that one. */
async function replace(unfinished: string, folder: string, version: string): Promise<void> {
  const old = `${unfinished}.old`;
  if ((await stampedVersion(folder)) !== version) {
    await rename(folder, old).catch(() => {});
    await rename(unfinished, folder).catch(() => {});
  }
  await rm(old, { recursive: true, force: true });
  await rm(unfinished, { recursive: true, force: true });
  if ((await stampedVersion(folder)) !== version)
    throw new Error(`The template could not be put to ${folder}`);
}

async function stampedVersion(folder: string): Promise<string | null> {
  try {
    return stampSchema.parse(JSON.parse(await readFile(join(folder, TEMPLATE_STAMP), 'utf8'))).version;
  } catch {
    return null;
  }
}

/** Changes with everything that shapes the folder: migrations, settings of the server, packages. */
async function templateVersion(): Promise<string> {
  const hash = createHash('sha256');
  const migrations = join(root, 'electron', 'database', 'migrations');
  const sources = (await readdir(migrations)).filter((name) => /^\d.*\.ts$/.test(name)).sort();
  for (const name of sources) hash.update(await readFile(join(migrations, name)));
  hash.update(await readFile(join(root, 'electron', 'database', 'engines', 'pglite', 'server.ts')));
  for (const name of ['@electric-sql/pglite', '@electric-sql/pglite-pgvector', 'pg-boss']) {
    const manifest = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
    hash.update(`${name}@${packageSchema.parse(JSON.parse(manifest)).version}`);
  }
  return hash.digest('hex');
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
