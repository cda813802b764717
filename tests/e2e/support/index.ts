export { expectAccessible } from './axe.ts';
export { call } from './calls.ts';
export { type DropTarget, dropFiles } from './drop-files.ts';
export { Files, type PictureOptions, sha256Of } from './files.ts';
export { expect, type Launch, test } from './fixtures.ts';
export { LibraryPage } from './library-page.ts';
export { paste } from './paste.ts';
export { type Language, type LaunchOptions, RunningApp, type Theme } from './running-app.ts';
export {
  type Appearance,
  SIZES,
  screenshot,
  screenshotDir,
  screenshotEveryAppearance,
  screenshotName,
} from './screenshots.ts';
export { couldHaveSigned } from './signature.ts';
export { heapOf, tapIpc, wordsIn } from './wiretap.ts';
