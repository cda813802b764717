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
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
});
