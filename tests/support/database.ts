import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseEngine } from '../../electron/database/engines/engine.ts';
import { connectInProcess } from '../../electron/database/engines/pglite/in-process.ts';
import { copyTemplate } from '../../electron/local/template.ts';
import { prepareTemplate, templateFolder } from '../../scripts/template/prepare.ts';

export interface TestDatabase extends DatabaseEngine {
  readonly folder: string;
}

/** A fresh migrated PGlite library; `close` removes it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  await prepareTemplate();
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-test-'));
  const dataDir = join(folder, 'database');
  await copyTemplate(templateFolder, dataDir);
  const engine = await connectInProcess(dataDir);
  return {
    ...engine,
    folder,
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
