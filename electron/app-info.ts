import { app } from 'electron';
import type { AppInfo, Language } from '../shared/contract/app.ts';

/** The oldest runtime that installers are built from; anything older is for trying the app only. */
const supportedElectron = 45;

function platform(): AppInfo['platform'] {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
}

/** The language of the operating system, as one that the app speaks. */
export function systemLanguage(): Language {
  return app.getPreferredSystemLanguages()[0]?.startsWith('ko') === true || app.getLocale().startsWith('ko')
    ? 'ko'
    : 'en';
}

export function appInfo(): AppInfo {
  const { electron = '', chrome = '', node } = process.versions;
  return {
    version: app.getVersion(),
    platform: platform(),
    electron,
    chrome,
    node,
    trialRuntime: Number.parseInt(electron, 10) < supportedElectron,
    systemLanguage: systemLanguage(),
  };
}
