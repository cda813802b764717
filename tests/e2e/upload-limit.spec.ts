import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from './support/index.ts';

/** Takes over a minute at the limit, so that it is surely on its way when it is looked at. */
const bytes = 40_000_000;

test('a slow upload is seen from the beginning, and the tray says what uploads are held to', async ({
  library,
  files,
  page,
}) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Uploads' }).click();
  await settings.getByRole('combobox', { name: 'Upload speed limit' }).click();
  await page.getByRole('option', { name: '500 KB a second' }).click();
  await page.keyboard.press('Escape');
  await expect(settings).toBeHidden();

  const picture = await readFile(await files.picture('wide.jpg'));
  // What follows the end of a picture is not looked at.
  await library.drop([await files.write('panorama.jpg', Buffer.concat([picture, randomBytes(bytes)]))]);
  const cell = library.grid.getByRole('option', { name: /^panorama\.jpg, Uploading/ });
  await expect
    .poll(() => cell.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await library.showTray();
  await expect(library.tray.getByText(/Limit 500 KB\/s$/)).toBeVisible();
  await library.tray.getByRole('button', { name: /^Cancel upload/ }).click();
  await expect(library.tray.getByText(/Limit 500 KB\/s$/)).toBeHidden();
});
