import { defineConfig } from '@playwright/test';

/** End-to-end tests on a real Electron; `npm run test:e2e` prepares the runtime, the display and the build. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results',
  workers: 2,
  // A test that passes only when repeated hides a defect of the app or of itself: it is named, and to be mended. But a
  // window that once came up too slowly on a busy shared machine is no reason to stop everybody's work.
  retries: process.env.CI ? 1 : 0,
  // Limits only end what hangs: on a machine that does ten things at once making a library takes half a minute.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  forbidOnly: Boolean(process.env.CI),
});
