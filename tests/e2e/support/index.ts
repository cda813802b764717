export { type DropTarget, dropFiles } from './drop-files.ts';
export { expect, type Launch, test } from './fixtures.ts';
export { type Language, type LaunchOptions, RunningApp, type Theme } from './running-app.ts';
export {
  type Appearance,
  SIZES,
  screenshot,
  screenshotDir,
  screenshotEveryAppearance,
  screenshotName,
} from './screenshots.ts';
