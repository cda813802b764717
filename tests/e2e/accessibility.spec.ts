import { expect, expectAccessible, LibraryPage, test } from './support/index.ts';

test('no screen has a serious accessibility violation, light or dark', async ({ app, page, files }) => {
  const library = new LibraryPage(page);
  const check = (place: string): Promise<void> =>
    test.step(place, async () => {
      for (const theme of ['light', 'dark'] as const) {
        await app.setTheme(theme);
        await expectAccessible(page);
      }
    });
  await expect(page.getByRole('button', { name: /^Start on this computer/ })).toBeVisible();
  await check('welcome');
  await page.getByRole('button', { name: /^Connect to servers/ }).click();
  await check('connection form');
  await page
    .getByRole('dialog', { name: 'Connect to servers' })
    .getByRole('button', { name: 'Close' })
    .click();
  await library.startLocal();
  await check('empty library');

  await library.drop([
    await files.sample('forest-stream.jpg'),
    await files.sample('dandelion-pan.mp4'),
    await files.picture('flat.png', { seed: 3 }),
    await files.write('copy.txt', 'Snow falls.'),
    await files.write('empty.jpg', ''),
  ]);
  await library.uploadsEnd();
  await library.workEnds();
  await expect(library.assets).toHaveCount(4);
  await check('upload tray with a failure');
  await library.clearTray();

  await library.asset('forest-stream.jpg').click();
  await expect(library.inspector.getByRole('region', { name: 'About forest-stream.jpg' })).toBeVisible();
  await check('library with one asset selected');
  await page.keyboard.press('ControlOrMeta+a');
  await expect(library.inspector.getByRole('region', { name: '4 assets selected' })).toBeVisible();
  await library.filters.getByRole('radio', { name: 'List' }).click();
  await check('list with all selected');
  await library.filters.getByRole('radio', { name: 'Justified rows' }).click();

  await library.asset('forest-stream.jpg').dblclick();
  await expect(library.viewer.getByRole('img', { name: 'forest-stream.jpg' }).first()).toBeVisible();
  await page.keyboard.press('i');
  await check('viewer with facts');
  await page.keyboard.press('s');
  await expect(page.getByRole('heading', { name: 'Similar to “forest-stream.jpg”' })).toBeVisible();
  await check('similar images');
  await library.place('Storage').click();
  await expect(page.getByRole('region', { name: 'Used' })).toBeVisible();
  await check('storage');

  await page.keyboard.press('ControlOrMeta+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  for (const tab of ['General', 'Uploads', 'Connections', 'About', 'Open source']) {
    await settings.getByRole('tab', { name: tab }).click();
    await check(`settings, ${tab}`);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+k');
  await check('command palette');
});
