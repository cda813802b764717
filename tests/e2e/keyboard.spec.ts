import type { Locator, Page } from '@playwright/test';
import { expect, LibraryPage, test } from './support/index.ts';

/** Presses Tab (or the key given) until the focus is there, as one does who can't see where it goes next. */
async function reach(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let press = 0; press < 60; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}`);
}

test('the whole way from the welcome screen to a found asset needs no mouse', async ({
  app,
  page,
  files,
}) => {
  const library = new LibraryPage(page);
  const { keyboard } = page;
  const paths = [...(await files.pictures(5)), await files.write('copy.txt', '겨울 바다의 파도 소리')];
  await app.inMain(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: chosen });
  }, paths);

  await test.step('start and upload', async () => {
    await reach(page, page.getByRole('button', { name: /^Start on this computer/ }));
    await keyboard.press('Enter');
    await expect(page.getByText('Add your first assets')).toBeVisible();
    await keyboard.press('ControlOrMeta+u');
    await library.uploadsEnd();
    await library.workEnds();
    // Folds away by itself, so that it stands in nobody's way.
    await expect(library.tray).toBeHidden();
  });

  await test.step('sort, select and rate', async () => {
    await reach(page, library.filters.getByRole('button', { name: /^Sort: / }));
    await keyboard.press('Enter');
    await keyboard.press('n');
    await expect(page.getByRole('menuitemcheckbox', { name: 'Newest first' })).toBeVisible();
    await reach(page, page.getByRole('menuitemcheckbox', { name: 'Name A–Z' }), 'ArrowDown');
    await keyboard.press('Enter');
    await expect.poll(async () => (await library.names())[0]).toBe('copy.txt');
    await reach(page, library.grid);
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await library.expectSelected(['picture-01.jpg']);
    await expect(library.grid).toHaveAttribute('aria-activedescendant', /^asset-/);
    await keyboard.press('4');
    await expect(library.asset('picture-01.jpg')).toHaveAccessibleName(/4 stars/);
  });

  await test.step('tag and rename', async () => {
    await keyboard.press('t');
    await expect(library.inspector.getByRole('combobox', { name: 'Add tag' })).toBeFocused();
    await keyboard.type('hero');
    await keyboard.press('Enter');
    await expect(library.inspector.getByRole('button', { name: 'Remove tag “hero”' })).toBeVisible();
    await keyboard.press('Escape');
    await expect(library.grid).toBeFocused();
    await keyboard.press('F2');
    await expect(page.getByRole('dialog', { name: 'Rename' }).getByLabel('Name')).toBeFocused();
    await keyboard.type('cover');
    await keyboard.press('Enter');
    await expect(library.asset('cover.jpg')).toBeVisible();
    await expect(library.grid).toBeFocused();
  });

  await test.step('look, compare similar ones, come back', async () => {
    await library.expectSelected(['cover.jpg']);
    await keyboard.press('Enter');
    await expect(library.viewer.getByRole('heading', { name: 'cover.jpg' })).toBeVisible();
    await keyboard.press('s');
    await expect(page.getByRole('heading', { name: 'Similar to “cover.jpg”' })).toBeVisible();
    await reach(page, page.getByRole('button', { name: 'Back to the library' }));
    await keyboard.press('Enter');
    await expect(library.asset('cover.jpg')).toBeVisible();
  });

  await test.step('search', async () => {
    await keyboard.press('ControlOrMeta+f');
    await expect(library.search).toBeFocused();
    await keyboard.type('파도');
    await library.expectNames(['copy.txt']);
    await keyboard.press('Enter');
    await expect(library.grid).toBeFocused();
    await keyboard.press('Home');
    await library.expectSelected(['copy.txt']);
    await keyboard.press('ControlOrMeta+f');
    await keyboard.press('Escape');
    await expect(library.assets).toHaveCount(6);
  });

  await test.step('delete and take back', async () => {
    await reach(page, library.grid);
    await keyboard.press('End');
    await keyboard.press('Delete');
    await expect(library.assets).toHaveCount(5);
    await keyboard.press('ControlOrMeta+z');
    await expect(library.assets).toHaveCount(6);
  });

  await test.step('commands, places and settings', async () => {
    await keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')).toBeFocused();
    await keyboard.type('storage');
    await keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Storage' })).toBeVisible();
    // The tree is one stop, at the row where the focus was last.
    await reach(page, library.place('All assets'), 'Shift+Tab');
    await keyboard.press('End');
    await expect(library.place('Trash')).toBeFocused();
    await keyboard.press('Home');
    await expect(library.place('All assets')).toBeFocused();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect(library.place('Recently added')).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('ControlOrMeta+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await expect(settings).toBeVisible();
    await reach(page, settings.getByRole('tab', { name: 'General' }));
    await keyboard.press('ArrowDown');
    await expect(settings.getByRole('tab', { name: 'Uploads' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(settings).toBeHidden();
  });

  await test.step('one Escape closes a dialog together with a tooltip over it', async () => {
    await keyboard.press('ControlOrMeta+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await reach(page, settings.getByRole('button', { name: 'Close' }));
    await expect(page.getByRole('tooltip', { name: 'Close' })).toBeVisible();
    await keyboard.press('Escape');
    await expect(settings).toBeHidden();
    await expect(page.getByRole('tooltip', { name: 'Close' })).toBeHidden();
  });
});
