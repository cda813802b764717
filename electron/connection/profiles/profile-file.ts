import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { profileSchema } from '@shared/domain/servers.ts';
import { z } from 'zod';
import { log } from '../../log.ts';
import { writeJson } from '../../settings/json-file.ts';

/** A profile as it is written down: whatever is no secret. */
export const keptProfileSchema = profileSchema.omit({ stored: true }).extend({
  /** Which secrets it can't be opened without: a database may trust an address without a password. */
  secretsNeeded: z.strictObject({ databasePassword: z.boolean() }),
});
export type KeptProfile = z.infer<typeof keptProfileSchema>;

const envelopeSchema = z.object({ version: z.literal(1), profiles: z.array(z.unknown()) });

async function setAside(file: string): Promise<void> {
  const aside = file.replace(/\.json$/, `.damaged-${Date.now()}.json`);
  log.warn('the profiles are damaged; the file is kept aside');
  await rename(file, aside);
}

/**
 * Reads `profiles.json`. What does not parse is left out, and the damaged file is kept aside, so that nothing that a
 * person could rescue is written over.
 */
export async function readProfiles(folder: string): Promise<KeptProfile[]> {
  const file = join(folder, 'profiles.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return [];
  }
  const profiles = parse(text);
  if (profiles === null) {
    await setAside(file);
    return [];
  }
  const good = profiles.flatMap((entry) => keptProfileSchema.safeParse(entry).data ?? []);
  const distinct = good.filter((profile, index) => good.findIndex(({ id }) => id === profile.id) === index);
  if (distinct.length < profiles.length) {
    await setAside(file);
    await writeProfiles(folder, distinct);
  }
  return distinct;
}

function parse(text: string): unknown[] | null {
  try {
    return envelopeSchema.safeParse(JSON.parse(text)).data?.profiles ?? null;
  } catch {
    return null;
  }
}

export async function writeProfiles(folder: string, profiles: readonly KeptProfile[]): Promise<void> {
  await writeJson(join(folder, 'profiles.json'), { version: 1, profiles });
}
