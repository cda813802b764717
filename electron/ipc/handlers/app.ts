import { appInfo } from '../../app-info.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function appHandlers({ settings, publish, onInteractive, applyTheme }: AppParts): AreaHandlers<'app'> {
  return {
    'app.info': () => ({ info: appInfo(), settings: settings.get() }),
    'app.updateSettings': async (patch) => {
      const now = await settings.update(patch);
      applyTheme(now.theme);
      publish('app.settingsChanged', now);
      return now;
    },
    'app.interactive': () => {
      onInteractive();
      return {};
    },
  };
}
