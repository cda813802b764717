import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../scripts/launcher/paths.ts';
import { call, expect, LibraryPage, test } from './support/index.ts';

const manifestSchema = z.object({
  brands: z.array(z.object({ name: z.object({ ko: z.string(), en: z.string() }) })),
  files: z.array(z.object({ path: z.string() })),
});

test('a new library takes a mixed drop with nested folders and has it all after a restart', async ({
  launch,
  files,
}) => {
  const app = await launch();
  const library = new LibraryPage(app.page);
  await library.startLocal();

  await files.pictures(6, 'shoot/day-1/photo');
  await files.pictures(4, 'shoot/photo', 20);
  await files.write('shoot/notes.md', '# Winter hero\n\nSnow, red coat.');
  const loose = [
    await files.sample('dandelion-pan.mp4'),
    await files.sample('brand-chime.mp3'),
    await files.pdf('guide.pdf', ['One', 'Two', 'Three']),
    await files.picture('logo.png', { seed: 90 }),
  ];
  await library.drop([files.path('shoot'), ...loose], { folders: 'projects' });

  await test.step('every file shows at once, as a placeholder or as an asset', async () => {
    await expect(library.tray).toBeVisible();
    await expect(
      library.main.getByText(/^(photo-|notes|dandelion|brand-chime|guide|logo)/).first(),
    ).toBeVisible();
  });
  await test.step('the tray tells when all are in', async () => {
    await library.uploadsEnd();
    await expect(library.uploadStatus).toHaveText('15 files uploaded');
    await library.showTray();
    await expect(library.tray.getByText('15 added')).toBeVisible();
    await library.workEnds();
  });
  await test.step('thumbnails fill in for everything that has a picture', async () => {
    await expect(library.assets).toHaveCount(15);
    // 11 pictures, the video, the PDF and the waveform.
    await expect(library.grid.locator('img[data-loaded]')).toHaveCount(14);
  });
  await test.step('figures are right, and the dropped folder became a project', async () => {
    await expect(library.placeWith('All assets', 15)).toBeVisible();
    await expect(library.placeWith('My brand', 15)).toBeVisible();
    await expect(library.placeWith('shoot', 11)).toBeVisible();
    await expect(library.placeWith('No project', 4)).toBeVisible();
    await expect(app.page.getByRole('contentinfo').getByText('15 assets')).toBeVisible();
  });

  const before = (await library.names()).sort();
  await app.quit();
  const again = await launch({ userDataDir: app.userDataDir });
  const reopened = new LibraryPage(again.page);
  await test.step('a restart opens the library with everything in it and nothing left to do', async () => {
    await expect(reopened.assets).toHaveCount(15);
    expect((await reopened.names()).sort()).toEqual(before);
    await expect(reopened.grid.locator('img[data-loaded]')).toHaveCount(14);
    await expect(reopened.placeWith('shoot', 11)).toBeVisible();
    expect((await call(again.page, 'ingest.batches', {})).batches).toEqual([]);
  });
});

test('the sample door fills a library with the sample', async ({ page }) => {
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(join(projectRoot, 'resources/sample-library/manifest.json'), 'utf8')),
  );
  const library = new LibraryPage(page);
  await page.getByRole('button', { name: /^Look around with the sample/ }).click();
  await library.uploadsEnd();
  await expect(library.placeWith('All assets', manifest.files.length)).toBeVisible();
  for (const { name } of manifest.brands) await expect(library.place(name.en)).toBeVisible();
  await library.workEnds();
  const { assets } = await call(page, 'assets.page', {
    query: { scope: { kind: 'all' }, text: '', filters: {}, sort: { by: 'created', direction: 'desc' } },
    cursor: null,
    limit: 200,
  });
  expect(assets.filter(({ rendition }) => rendition === 'pending' || rendition === 'failed')).toEqual([]);
});

test('language and theme change at once and stay after a restart', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  await test.step('the welcome screen speaks the other language at a press', async () => {
    await page.getByRole('radio', { name: '한국어' }).click();
    await expect(page.getByRole('button', { name: /^이 컴퓨터에서 시작/ })).toBeVisible();
    await page.getByRole('radio', { name: 'English' }).click();
  });
  const library = new LibraryPage(page);
  await library.startLocal();

  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('radio', { name: 'Dark' }).click();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const isDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  await expect.poll(isDark).toBe(true);
  const dark = await background();
  await settings.getByRole('radio', { name: 'Light' }).click();
  await expect.poll(isDark).toBe(false);
  expect(await background()).not.toBe(dark);
  await settings.getByRole('radio', { name: 'Dark' }).click();
  await settings.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: '한국어' }).click();
  await expect(page.getByRole('dialog', { name: '설정' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await app.quit();

  const { page: again } = await launch({ userDataDir: app.userDataDir });
  await expect(again.getByRole('tree', { name: '라이브러리' })).toBeVisible();
  await expect(again.getByText('첫 자산을 넣어 보세요')).toBeVisible();
  await expect
    .poll(() => again.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
    .toBe(true);
});
