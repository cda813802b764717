import { defaultSettings, type Settings, settingsSchema } from '@shared/contract/app.ts';
import { create } from 'zustand';
import { client } from './client.ts';

const storageKey = 'settings';

/** The last known settings, so that the first paint already has the right language and theme. */
function readCached(): Settings {
  try {
    const parsed = settingsSchema.partial().safeParse(JSON.parse(localStorage.getItem(storageKey) ?? ''));
    // One of an older version knows some settings only.
    return parsed.success ? settingsSchema.parse({ ...defaultSettings, ...parsed.data }) : defaultSettings;
  } catch {
    return defaultSettings;
  }
}

interface SettingsState {
  settings: Settings;
  /** Takes what the main process keeps. */
  receive(settings: Settings): void;
  /** Changes some settings: on screen at once, then kept by the main process; goes back if that fails. */
  update(change: Partial<Settings>): Promise<void>;
}

export const useSettings = create<SettingsState>()((set, get) => ({
  settings: readCached(),
  receive: (settings) => {
    localStorage.setItem(storageKey, JSON.stringify(settings));
    set({ settings });
  },
  update: async (change) => {
    const before = get().settings;
    set({ settings: { ...before, ...change } });
    try {
      get().receive(await client.app.updateSettings(change));
    } catch (error) {
      set({ settings: before });
      throw error;
    }
  },
}));
