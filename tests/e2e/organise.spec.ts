import { call, expect, type LibraryPage, test } from './support/index.ts';

async function newBrand(library: LibraryPage, name: string): Promise<void> {
  await library.sidebar.getByRole('button', { name: 'New brand' }).click();
  await library.sidebar.getByRole('textbox', { name: 'New brand' }).fill(name);
  await library.page.keyboard.press('Enter');
  await expect(library.place(name)).toHaveAttribute('aria-selected', 'true');
}

async function newProject(library: LibraryPage, brand: string, name: string): Promise<void> {
  await library.chooseFromMenu(library.place(brand), 'New project');
  await library.sidebar.getByRole('textbox', { name: 'New project' }).fill(name);
  await library.page.keyboard.press('Enter');
  await expect(library.place(name)).toHaveAttribute('aria-selected', 'true');
}

test('tags, ratings, labels and names are edited, on many at once, and taken back', async ({
  library,
  files,
  page,
}) => {
  await library.add(await files.pictures(4));
  await library.sortBy('Name A–Z');
  await library.expectNames(['picture-01.jpg', 'picture-02.jpg', 'picture-03.jpg', 'picture-04.jpg']);
  const { inspector, grid } = library;
  const tagField = inspector.getByRole('combobox', { name: 'Add tag' });
  const tag = (name: string) => inspector.getByRole('button', { name: `Remove tag “${name}”` });

  await test.step('a tag is added, offered for the next asset, and removed', async () => {
    await library.asset('picture-01.jpg').click();
    await tagField.fill('summer/beach');
    await page.keyboard.press('Enter');
    await expect(tag('summer/beach')).toBeVisible();
    await library.asset('picture-02.jpg').click();
    await expect(tag('summer/beach')).toBeHidden();
    await tagField.pressSequentially('bea');
    await expect(page.getByRole('listbox', { name: 'Tag suggestions' }).getByRole('option')).toHaveText([
      /^summer\/beach/,
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(tag('summer/beach')).toBeVisible();
    await tag('summer/beach').click();
    await expect(tag('summer/beach')).toBeHidden();
  });

  await test.step('all at once, undone and done again', async () => {
    await grid.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('t');
    await expect(tagField).toBeFocused();
    await tagField.fill('hero');
    await page.keyboard.press('Enter');
    await expect(library.toast('Tagged 4 assets “hero”.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(grid).toBeFocused();
    const tagged = async () =>
      (await call(page, 'catalog.tags', { brandId: null, prefix: 'hero', limit: 10 })).tags[0]?.count ?? 0;
    await expect.poll(tagged).toBe(4);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(tagged).toBe(0);
    await expect(tag('hero')).toBeHidden();
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect.poll(tagged).toBe(4);
    await expect(tag('hero')).toBeVisible();
  });

  await test.step('rating and label by keys and by the inspector', async () => {
    await library.asset('picture-03.jpg').click();
    await page.keyboard.press('3');
    await expect(inspector.getByRole('radio', { name: '3 stars' })).toBeChecked();
    await expect(library.asset('picture-03.jpg')).toHaveAccessibleName(/3 stars/);
    await inspector.getByRole('radio', { name: 'Green' }).click();
    await expect(inspector.getByRole('radio', { name: 'Green' })).toBeChecked();
    await grid.focus();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(inspector.getByRole('radio', { name: 'No label' })).toBeChecked();
    await page.keyboard.press('0');
    await expect(inspector.getByRole('radio', { name: '3 stars' })).not.toBeChecked();
  });

  await test.step('renamed by F2, the extension stays', async () => {
    await library.asset('picture-04.jpg').click();
    await page.keyboard.press('F2');
    await page.getByRole('dialog', { name: 'Rename' }).getByLabel('Name').fill('겨울 메인');
    await page.keyboard.press('Enter');
    await expect(library.asset('겨울 메인.jpg')).toBeVisible();
    await expect(library.asset('picture-04.jpg')).toBeHidden();
  });
});

test('assets move to another project by the menu and by dragging', async ({ library, files, page }) => {
  await library.add(await files.pictures(3));
  await newBrand(library, 'Nordlicht');
  await newProject(library, 'Nordlicht', 'Winter');
  await library.place('My brand').click();

  await library.chooseFromMenu(library.asset('picture-01.jpg'), 'Move…');
  const move = page.getByRole('dialog', { name: 'Move 1 asset' });
  await move.getByRole('combobox').fill('wint');
  await move.getByRole('option', { name: 'Winter' }).click();
  await expect(library.toast('Moved 1 asset to “Nordlicht / Winter”.')).toBeVisible();
  await expect(library.assets).toHaveCount(2);
  await expect(library.placeWith('Winter', 1)).toBeVisible();

  await library.grid.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await library.drag(library.asset('picture-02.jpg'), library.place('Nordlicht'));
  await expect(library.placeWith('Nordlicht', 3)).toBeVisible();
  await expect(page.getByText('This brand has no assets yet')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(library.assets).toHaveCount(2);
  await expect(library.placeWith('Nordlicht', 1)).toBeVisible();
});

test('the trash gives back what was deleted, and purges for good', async ({ library, files, page }) => {
  await library.add(await files.pictures(3));
  await library.sortBy('Name A–Z');
  await library.expectNames(['picture-01.jpg', 'picture-02.jpg', 'picture-03.jpg']);
  await library.asset('picture-01.jpg').click();
  await library.asset('picture-02.jpg').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Delete');
  await library.expectNames(['picture-03.jpg']);
  await expect(library.placeWith('Trash', 2)).toBeVisible();

  await library.place('Trash').click();
  await library.chooseFromMenu(library.asset('picture-01.jpg'), 'Put back');
  await expect(library.assets).toHaveCount(1);
  const [left] = (
    await call(page, 'assets.page', {
      query: { scope: { kind: 'trash' }, text: '', filters: {}, sort: { by: 'name', direction: 'asc' } },
      cursor: null,
      limit: 10,
    })
  ).assets;
  const { originalUrl } = await call(page, 'assets.get', { id: left?.id ?? '' });
  const status = (): Promise<number> => fetch(originalUrl ?? '').then((reply) => reply.status);
  expect(await status()).toBe(200);

  await library.chooseFromMenu(library.asset('picture-02.jpg'), 'Delete permanently…');
  const question = page.getByRole('alertdialog');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(library.assets).toHaveCount(1);
  await library.chooseFromMenu(library.asset('picture-02.jpg'), 'Delete permanently…');
  await question.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  await expect.poll(status).toBe(404);
  await library.place('All assets').click();
  await expect(library.assets).toHaveCount(2);
});

test('brands and projects are made, renamed, archived and taken back', async ({ library, files, page }) => {
  await library.add(await files.pictures(1));
  await newBrand(library, 'Nordlicht');
  await newProject(library, 'Nordlicht', 'Winter');

  await library.chooseFromMenu(library.place('Winter'), 'Rename');
  await library.sidebar.getByRole('textbox', { name: 'Rename “Winter”' }).fill('겨울');
  await page.keyboard.press('Enter');
  await expect(library.place('겨울')).toBeVisible();

  await test.step('a name that is taken says so and stays open', async () => {
    await library.place('Nordlicht').focus();
    await page.keyboard.press('F2');
    const field = library.sidebar.getByRole('textbox', { name: 'Rename “Nordlicht”' });
    await field.fill('My brand');
    await page.keyboard.press('Enter');
    await expect(library.sidebar.getByRole('alert')).toHaveText(/That name is already in use/);
    await page.keyboard.press('Escape');
    await expect(library.place('Nordlicht')).toBeVisible();
  });

  await library.chooseFromMenu(library.place('겨울'), 'Archive');
  await expect(library.place('겨울')).toBeHidden();
  await library.chooseFromMenu(library.place('Nordlicht'), 'Archive');
  await expect(library.place('Nordlicht')).toBeHidden();
  await library.place('Archived').click();
  await library.chooseFromMenu(library.place('Nordlicht'), 'Take out of the archive');
  await library.chooseFromMenu(library.place('Nordlicht / 겨울'), 'Take out of the archive');
  await expect(library.place('겨울')).toBeVisible();
  await expect(library.place('Archived')).toBeHidden();
});
