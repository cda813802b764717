import type { Settings } from '@shared/contract/app.ts';
import { i18n, startI18n, type UiLanguage } from './i18n.ts';
import { useSettings } from './settings-store.ts';

const darkScheme = '(prefers-color-scheme: dark)';

/** The language to speak for a setting, where `system` follows the list of the operating system. */
export function resolveLanguage(setting: Settings['language'], system: readonly string[]): UiLanguage {
  if (setting !== 'system') return setting;
  return system[0]?.toLowerCase().startsWith('ko') === true ? 'ko' : 'en';
}

function applyTheme(theme: Settings['theme']): void {
  const dark = theme === 'system' ? matchMedia(darkScheme).matches : theme === 'dark';
  const root = document.documentElement;
  root.dataset.theme = dark ? 'dark' : 'light';
  // The radix colour steps switch by this class.
  root.classList.toggle('dark', dark);
}

function applyLanguage(setting: Settings['language']): void {
  const language = resolveLanguage(setting, navigator.languages);
  document.documentElement.lang = language;
  if (!i18n.isInitialized) startI18n(language);
  else if (i18n.language !== language) void i18n.changeLanguage(language);
}

/** Keeps theme and language of the page as the settings (or the system) say, from before the first paint on. */
export function startAppearance(): void {
  const apply = (): void => {
    const { language, theme } = useSettings.getState().settings;
    applyTheme(theme);
    applyLanguage(language);
  };
  apply();
  useSettings.subscribe(apply);
  matchMedia(darkScheme).addEventListener('change', apply);
  window.addEventListener('languagechange', apply);
}
