import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeJson } from '../settings/json-file.ts';

const configSchema = z.strictObject({
  version: z.literal(1),
  api: z.strictObject({
    enabled: z.boolean(),
    port: z.int().min(1).max(65_535).nullable(),
    allowPaths: z.boolean(),
    /** SHA-256 of the token in hex. The token is 256 random bits, so this tells nothing of it. */
    tokenHash: z.hash('sha256').nullable(),
    tokenCreatedAt: z.iso.datetime().nullable(),
  }),
  comfyui: z.strictObject({
    enabled: z.boolean(),
    /** Folders of custom nodes that the app put its node into. */
    folders: z.array(z.string()),
  }),
});
export type IntakeConfig = Readonly<z.infer<typeof configSchema>>;

const initial: IntakeConfig = {
  version: 1,
  api: { enabled: false, port: null, allowPaths: false, tokenHash: null, tokenCreatedAt: null },
  comfyui: { enabled: false, folders: [] },
};

export interface IntakeConfigStore {
  get(): IntakeConfig;
  change(next: (now: IntakeConfig) => IntakeConfig): Promise<void>;
}

/** How the ways in are set up, in `settings.json` of the intake's folder. A damaged file means: all off. */
export async function openIntakeConfig(folder: string): Promise<IntakeConfigStore> {
  const file = join(folder, 'settings.json');
  let current = (await readJson(file, configSchema)) ?? initial;
  return {
    get: () => current,
    async change(next) {
      const changed = configSchema.parse(next(current));
      await writeJson(file, changed);
      current = changed;
    },
  };
}
