import { randomBytes } from 'node:crypto';
import { expect, test } from './support/index.ts';

/** Takes most of a minute at the limit, so that it is surely on its way when the tray is looked at. */
const bytes = 20_000_000;

test('the tray says what uploads are held to as long as some are on their way', async ({
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

  await library.drop([await files.write('raw footage.bin', randomBytes(bytes))]);
  await library.showTray();
  await expect(library.tray.getByText(/Limit 500 KB\/s$/)).toBeVisible();
  await library.tray.getByRole('button', { name: /^Cancel upload/ }).click();
  await expect(library.tray.getByText(/Limit 500 KB\/s$/)).toBeHidden();
});
