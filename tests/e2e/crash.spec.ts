import type { Page } from '@playwright/test';
import { call, expect, type Files, LibraryPage, type RunningApp, sha256Of, test } from './support/index.ts';

/** Files that take a while to send: together some 30 MB, all different. */
async function manyFiles(files: Files, count: number): Promise<string[]> {
  const big = Math.floor(count / 2);
  const paths: string[] = [];
  for (let index = 0; index < big; index += 1) {
    paths.push(await files.noise(`drop/big/grain-${String(index).padStart(2, '0')}.png`, 700, 700));
  }
  return [...paths, ...(await files.pictures(count - big, 'drop/small'))];
}

/** Names and checksums of everything in the library; checksums of the bytes that the store really holds. */
async function stored(page: Page): Promise<[name: string, sha256: string][]> {
  const { assets } = await call(page, 'assets.page', {
    query: { scope: { kind: 'all' }, text: '', filters: {}, sort: { by: 'name', direction: 'asc' } },
    cursor: null,
    limit: 200,
  });
  const { urls } = await call(page, 'assets.downloadUrls', { ids: assets.map(({ id }) => id) });
  const pairs: [string, string][] = [];
  for (const { id, url } of urls) {
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    pairs.push([assets.find((asset) => asset.id === id)?.name ?? '', digest]);
  }
  return pairs.sort();
}

async function expected(paths: readonly string[]): Promise<[name: string, sha256: string][]> {
  const pairs = paths.map(
    async (path): Promise<[string, string]> => [path.slice(path.lastIndexOf('/') + 1), await sha256Of(path)],
  );
  return (await Promise.all(pairs)).sort();
}

async function publishedSoFar(page: Page): Promise<number> {
  const { batches } = await call(page, 'ingest.batches', {});
  return batches.reduce((sum, { published }) => sum + published, 0);
}

/** Ends one of the app's own processes as a crash would. @param service its name in the app's metrics */
async function killService(app: RunningApp, service: string): Promise<number> {
  const pid = await app.inMain(
    ({ app: electronApp }, name) => electronApp.getAppMetrics().find((process) => process.name === name)?.pid,
    service,
  );
  if (pid === undefined) throw new Error(`${service} does not run.`);
  process.kill(pid, 'SIGKILL');
  return pid;
}

test('a power cut in the middle of an upload loses nothing and doubles nothing', async ({
  launch,
  files,
}) => {
  const paths = await manyFiles(files, 40);
  const app = await launch();
  const library = new LibraryPage(app.page);
  await library.startLocal();
  await library.drop([files.path('drop')], { folders: 'together' });
  await expect.poll(() => publishedSoFar(app.page), { intervals: [20] }).toBeGreaterThanOrEqual(5);
  const atKill = await publishedSoFar(app.page);
  await app.kill();
  expect(atKill).toBeLessThan(40);

  const again = await launch({ userDataDir: app.userDataDir });
  const reopened = new LibraryPage(again.page);
  await expect(reopened.placeWith('All assets', 40)).toBeVisible({ timeout: 60_000 });
  await reopened.workEnds();
  expect(await stored(again.page)).toEqual(await expected(paths));
  const { failed } = await call(again.page, 'jobs.summary', {});
  expect(failed).toBe(0);
});

test('the window survives the end of its worker and of its library, and work goes on', async ({
  app,
  library,
  files,
  page,
}) => {
  const paths = await manyFiles(files, 24);
  const windowPid = (): Promise<number | undefined> =>
    app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
  const before = await windowPid();
  await library.drop([files.path('drop')], { folders: 'together' });

  await expect.poll(() => publishedSoFar(page), { intervals: [20] }).toBeGreaterThanOrEqual(2);
  const worker = await killService(app, 'Sparklio Media');
  await expect.poll(() => publishedSoFar(page), { intervals: [20] }).toBeGreaterThanOrEqual(6);
  await killService(app, 'Sparklio Library');

  await expect(library.placeWith('All assets', 24)).toBeVisible({ timeout: 60_000 });
  await library.workEnds();
  expect(await stored(page)).toEqual(await expected(paths));
  expect(await windowPid()).toBe(before);
  await expect(library.grid.locator('img[data-loaded]').first()).toBeVisible();
  const running = await app.inMain(({ app: electronApp }) =>
    electronApp.getAppMetrics().map(({ pid, name }) => ({ pid, name })),
  );
  expect(running.map(({ name }) => name)).toContain('Sparklio Library');
  expect(running.map(({ pid }) => pid)).not.toContain(worker);
});
