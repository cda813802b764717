import { startMinio } from '../../servers/harness/minio.ts';
import { call, LibraryPage } from '../support/index.ts';
import { expect, openLibrary, test } from './support.ts';

const all = {
  scope: { kind: 'all' },
  text: '',
  filters: {},
  sort: { by: 'name', direction: 'asc' },
} as const;

test('a library on servers does what one on this computer does', async ({ page, files, newLibrary }) => {
  test.slow();
  const minio = await startMinio();
  try {
    const library = new LibraryPage(page);
    await library.startLocal();
    const { id } = await call(page, 'connection.save', { draft: await newLibrary(minio) });
    await openLibrary(page, id);

    await test.step('files that are dropped are shown', async () => {
      await library.add([
        await files.sample('fig-bowl.jpg'),
        await files.sample('fig-bowl-square.webp'),
        await files.sample('sunset-viewpoint.jpg'),
        await files.write('caption.txt', '겨울 세일이 시작됩니다'),
      ]);
      await expect(library.assets).toHaveCount(4);
      await expect(library.grid.locator('img[data-loaded]').first()).toBeVisible();
    });

    await test.step('they are tagged, and found by tag and by their words', async () => {
      await library.asset('fig-bowl.jpg').click();
      await library.inspector.getByRole('combobox', { name: 'Add tag' }).fill('still life');
      await page.keyboard.press('Enter');
      await expect(library.inspector.getByRole('button', { name: 'Remove tag “still life”' })).toBeVisible();
      await library.search.fill('still life');
      await library.expectNames(['fig-bowl.jpg']);
      await library.search.fill('세일');
      await library.expectNames(['caption.txt']);
      await library.search.fill('');
      await expect(library.assets).toHaveCount(4);
    });

    await test.step('similar ones are found', async () => {
      await library.chooseFromMenu(library.asset('fig-bowl.jpg'), 'Find similar images');
      const results = page.getByRole('listbox', { name: 'Similar images found' });
      await page.getByRole('slider', { name: 'Least similarity' }).press('Home');
      await expect(results.getByRole('option', { name: /^fig-bowl-square\.webp/ })).toBeVisible();
      await page.getByRole('button', { name: 'Back to the library' }).click();
    });

    await test.step('what goes to the trash comes back or goes for good, with its objects', async () => {
      const { assets } = await call(page, 'assets.page', { query: all, cursor: null, limit: 10 });
      const purged = assets.find(({ name }) => name === 'sunset-viewpoint.jpg');
      const { originalUrl } = await call(page, 'assets.get', { id: purged?.id ?? '' });
      const status = (): Promise<number> => fetch(originalUrl ?? '').then((reply) => reply.status);
      expect(await status()).toBe(200);
      await library.asset('sunset-viewpoint.jpg').click();
      await library.asset('fig-bowl-square.webp').click({ modifiers: ['ControlOrMeta'] });
      await page.keyboard.press('Delete');
      await expect(library.placeWith('Trash', 2)).toBeVisible();
      await library.place('Trash').click();
      await library.chooseFromMenu(library.asset('fig-bowl-square.webp'), 'Put back');
      await expect(library.assets).toHaveCount(1);
      await library.chooseFromMenu(library.asset('sunset-viewpoint.jpg'), 'Delete permanently…');
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete permanently' }).click();
      await expect(page.getByText('The trash is empty')).toBeVisible();
      await expect.poll(status).toBe(404);
      await library.place('All assets').click();
      await expect(library.assets).toHaveCount(3);
    });

    await test.step('and it is as it was when one comes back from this computer’s', async () => {
      await openLibrary(page, 'local');
      await expect(page.getByText('Add your first assets')).toBeVisible();
      await openLibrary(page, id);
      await expect(library.assets).toHaveCount(3);
    });
  } finally {
    await minio.stop();
  }
});

test('two computers with one library see each other’s uploads, edits and deletions by themselves', async ({
  launch,
  files,
  newLibrary,
}) => {
  test.slow();
  const minio = await startMinio();
  try {
    const draft = await newLibrary(minio);
    const [mina, jun] = [await launch(), await launch()];
    const [hers, his] = [new LibraryPage(mina.page), new LibraryPage(jun.page)];
    for (const [{ page }, email] of [
      [mina, 'mina@example.com'],
      [jun, 'jun@example.com'],
    ] as const) {
      const person = { email, name: email };
      const { id } = await call(page, 'connection.save', { draft: { ...draft, person } });
      await openLibrary(page, id);
    }
    await test.step('an upload of one', async () => {
      await hers.add([await files.picture('from-mina.jpg', { seed: 1 })]);
      await expect(his.asset('from-mina.jpg')).toBeVisible();
    });
    await test.step('an upload of the other, and a rating', async () => {
      await his.add([await files.picture('from-jun.jpg', { seed: 2 })]);
      await expect(hers.asset('from-jun.jpg')).toBeVisible();
      await his.asset('from-mina.jpg').click();
      await jun.page.keyboard.press('4');
      await expect(hers.asset('from-mina.jpg')).toHaveAccessibleName(/4 stars/);
    });
    await test.step('a deletion', async () => {
      await hers.asset('from-jun.jpg').click();
      await mina.page.keyboard.press('Delete');
      await expect(his.asset('from-jun.jpg')).toBeHidden();
      await expect(his.placeWith('Trash', 1)).toBeVisible();
    });
  } finally {
    await minio.stop();
  }
});
