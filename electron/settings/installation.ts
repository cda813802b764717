import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { profileIdSchema } from '@shared/domain/servers.ts';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';

const libraryIdSchema = z.union([z.literal('local'), profileIdSchema]);
/** The library on this computer, or the profile of one that servers hold. */
export type LibraryId = z.infer<typeof libraryIdSchema>;

const installationSchema = z.strictObject({
  /** Tells this installation apart from the others that share a library. */
  desktopId: z.uuid(),
  lastLibrary: libraryIdSchema.nullable(),
});

export interface Installation {
  readonly desktopId: string;
  /** What was opened last; null before anything was. */
  readonly lastLibrary: LibraryId | null;
  rememberLibrary(id: LibraryId): Promise<void>;
}

/** What this installation knows about itself, in `installation.json` of the user-data folder. */
export async function openInstallation(userData: string): Promise<Installation> {
  const file = join(userData, 'installation.json');
  const found = await readJson(file, installationSchema);
  let current = found ?? { desktopId: randomUUID(), lastLibrary: null };
  if (found === null) await writeJson(file, current);
  return {
    desktopId: current.desktopId,
    get lastLibrary() {
      return current.lastLibrary;
    },
    async rememberLibrary(id) {
      if (current.lastLibrary === id) return;
      current = { ...current, lastLibrary: id };
      await writeJson(file, current);
    },
  };
}
