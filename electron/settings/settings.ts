import { join } from 'node:path';
import { defaultSettings, type Settings, settingsSchema } from '../../shared/contract/app.ts';
import { readJson, writeJson } from './json-file.ts';

/** A file of an older version knows some settings only. */
const keptSchema = settingsSchema
  .partial()
  .transform((kept) => settingsSchema.parse({ ...defaultSettings, ...kept }));

export interface SettingsStore {
  get(): Settings;
  /** Merges and writes; the answer is what now holds. */
  update(patch: { [K in keyof Settings]?: Settings[K] | undefined }): Promise<Settings>;
}

/** What a person chose, in `settings.json` of the user-data folder. A damaged file falls back to the defaultSettings. */
export async function openSettings(userData: string): Promise<SettingsStore> {
  const file = join(userData, 'settings.json');
  let current = (await readJson(file, keptSchema)) ?? defaultSettings;
  return {
    get: () => current,
    async update(patch) {
      current = settingsSchema.parse({ ...current, ...patch });
      await writeJson(file, current);
      return current;
    },
  };
}
