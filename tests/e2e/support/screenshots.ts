import { join } from 'node:path';
import { projectRoot } from '../../../scripts/launcher/paths.ts';
import type { Launch } from './fixtures.ts';
import type { Language, RunningApp, Theme } from './running-app.ts';

export interface Appearance {
  readonly language: Language;
  readonly theme: Theme;
  readonly size: { readonly width: number; readonly height: number };
}

const LANGUAGES: readonly Language[] = ['en', 'ko'];
const THEMES: readonly Theme[] = ['light', 'dark'];
/** A usual laptop window, and the smallest that the layout is made for. */
export const SIZES: readonly Appearance['size'][] = [
  { width: 1440, height: 900 },
  { width: 1024, height: 680 },
];

export const screenshotDir = join(projectRoot, 'test-results', 'screenshots');

export function screenshotName(name: string, { language, theme, size }: Appearance): string {
  return `${name}-${language}-${theme}-${size.width}x${size.height}.png`;
}

/**
 * Takes one picture of the window as it is, without running animations and with all fonts loaded.
 *
 * @returns the picture's path
 */
export async function screenshot(app: RunningApp, fileName: string): Promise<string> {
  await app.page.evaluate(() => document.fonts.ready.then(() => undefined));
  const path = join(screenshotDir, fileName);
  await app.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  return path;
}

/**
 * Takes pictures of one state of the app in light and dark, English and Korean, large and small: the app is launched
 * once for each language and brought into the state by `prepare`.
 *
 * @returns the paths of the eight pictures
 */
export async function screenshotEveryAppearance(
  name: string,
  launch: Launch,
  prepare: (app: RunningApp, language: Language) => Promise<void>,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const language of LANGUAGES) {
    const app = await launch({ language });
    await prepare(app, language);
    for (const size of SIZES) {
      await app.resize(size);
      for (const theme of THEMES) {
        await app.setTheme(theme);
        paths.push(await screenshot(app, screenshotName(name, { language, theme, size })));
      }
    }
    await app.quit();
  }
  return paths;
}
