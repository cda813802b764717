import { mkdir } from 'node:fs/promises';
import { expect, type RunningApp, test } from './support/index.ts';

/** What the system's folder dialog answers from now on. */
async function choose(app: RunningApp, path: string): Promise<void> {
  await app.inMain(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
}

test('a folder is watched for a brand: what is in it and what comes is taken in, until it is paused or removed', async ({
  app,
  page,
  library,
  files,
}) => {
  await library.sidebar.getByRole('button', { name: 'New brand' }).click();
  await library.sidebar.getByRole('textbox', { name: 'New brand' }).fill('Winter');
  await page.keyboard.press('Enter');
  await expect(library.place('Winter')).toHaveAttribute('aria-selected', 'true');
  await files.picture('Exports/one.jpg', { seed: 1 });
  await files.picture('Exports/two.jpg', { seed: 2 });
  await mkdir(files.path('Exports/sub'));
  await choose(app, files.path('Exports'));
  const settings = page.getByRole('dialog', { name: 'Settings' });
  const row = settings.getByRole('listitem').filter({ hasText: 'Exports' });

  await test.step('what will happen is said before it does', async () => {
    await library.chooseFromMenu(library.place('Winter'), 'Watch a folder…');
    await expect(settings.getByText('2 files (', { exact: false })).toBeVisible();
    const start = settings.getByRole('button', { name: 'Start watching' });
    await expect(start).toBeDisabled();
    await settings.getByRole('radio', { name: 'Take them too' }).click();
    const summary = settings.getByRole('region', { name: 'What will happen' });
    await expect(summary).toContainText('go to “Winter”');
    await expect(summary).toContainText('The files on this computer stay.');
    await settings.getByRole('combobox', { name: 'Files on this computer, once uploaded' }).click();
    await page.getByRole('option', { name: 'Move to the trash' }).click();
    await expect(summary).toContainText('3 days after upload a file goes to the trash');
    await start.click();
  });

  await test.step('its files go in', async () => {
    await expect(row.getByRole('status')).toHaveText('Watching', { timeout: 30_000 });
    await expect(row).toContainText('2 added');
    await expect(row).toContainText('Winter · to the trash 3 days after upload');
    await page.keyboard.press('Escape');
    await expect(settings).toBeHidden();
    await expect
      .poll(() => library.names().then((names) => [...names].sort()))
      .toEqual(['one.jpg', 'two.jpg']);
    await files.picture('Exports/sub/three.jpg', { seed: 3 });
    await expect
      .poll(() => library.names().then((names) => [...names].sort()), { timeout: 30_000 })
      .toEqual(['one.jpg', 'three.jpg', 'two.jpg']);
  });

  await test.step('another folder inside it is refused in words', async () => {
    await choose(app, files.path('Exports/sub'));
    await library.chooseFromMenu(library.place('Winter'), 'Watch a folder…');
    await expect(settings.getByRole('alert')).toContainText('This folder is inside “Exports”');
    await settings.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('its files are listed, and it is paused and removed', async () => {
    await row.getByRole('button', { name: 'Actions for “Exports”' }).click();
    await page.getByRole('menuitem', { name: 'Show its files' }).click();
    await expect(settings.getByText('sub/three.jpg')).toBeVisible();
    await settings.getByRole('button', { name: 'Back to the list' }).click();
    await row.getByRole('button', { name: 'Pause “Exports”' }).click();
    await expect(row.getByRole('status')).toHaveText('Paused');
    await row.getByRole('button', { name: 'Actions for “Exports”' }).click();
    await page.getByRole('menuitem', { name: 'Stop watching…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stop watching' }).click();
    await expect(settings.getByText('No folders are watched')).toBeVisible();
  });
});
