import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page, type TestInfo } from '@playwright/test';
import { Files } from './files.ts';
import { LibraryPage } from './library-page.ts';
import { type Language, type LaunchOptions, RunningApp, type Theme } from './running-app.ts';

/** Launches the app; what is left out comes from the test's options, and the profile is then a fresh one. */
export type Launch = (options?: Partial<LaunchOptions>) => Promise<RunningApp>;

interface AppOptions {
  /** The system's language as the app sees it: `test.use({ language: 'ko' })`. */
  language: Language;
  theme: Theme;
}

interface AppFixtures {
  launch: Launch;
  /** The app on a fresh profile. */
  app: RunningApp;
  /** Its first window. */
  page: Page;
  /** An empty library on this computer, open in that window. */
  library: LibraryPage;
  /** A folder of the test's own to write files into. */
  files: Files;
}

async function attachEvidence(running: RunningApp, number: number, testInfo: TestInfo): Promise<void> {
  await testInfo.attach(`main-${number}.log`, { body: running.log, contentType: 'text/plain' });
  if (running.hasEnded) return;
  const trace = testInfo.outputPath(`trace-${number}.zip`);
  await running.electron.context().tracing.stop({ path: trace });
  await testInfo.attach(`trace-${number}`, { path: trace, contentType: 'application/zip' });
  const picture = await running.page.screenshot();
  await testInfo.attach(`window-${number}`, { body: picture, contentType: 'image/png' });
}

export const test = base.extend<AppOptions & AppFixtures>({
  language: ['en', { option: true }],
  theme: ['light', { option: true }],

  launch: async ({ language, theme }, use, testInfo) => {
    const launched: RunningApp[] = [];
    const profiles: string[] = [];
    await use(async (options = {}) => {
      let userDataDir = options.userDataDir;
      if (userDataDir === undefined) {
        userDataDir = await mkdtemp(join(tmpdir(), 'sparklio-e2e-'));
        profiles.push(userDataDir);
      }
      const running = await RunningApp.launch({ language, theme, ...options, userDataDir });
      launched.push(running);
      await running.electron.context().tracing.start({ snapshots: true });
      return running;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, running] of launched.entries()) {
      // Evidence that can't be had must not hide why the test failed.
      if (failed) await attachEvidence(running, index + 1, testInfo).catch(() => undefined);
      await running.quit();
    }
    for (const profile of profiles) await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  },

  app: async ({ launch }, use) => {
    await use(await launch());
  },

  page: async ({ app }, use) => {
    await use(app.page);
  },

  library: async ({ page }, use) => {
    const library = new LibraryPage(page);
    await library.startLocal();
    await use(library);
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
  files: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'sparklio-files-'));
    await use(new Files(folder));
    await rm(folder, { recursive: true, force: true });
  },
});

export { expect } from '@playwright/test';
