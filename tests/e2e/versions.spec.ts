import { call, dropFiles, expect, expectAccessible, type LibraryPage, test } from './support/index.ts';

const rows = (library: LibraryPage) =>
  library.inspector.getByRole('list', { name: 'Versions' }).getByRole('listitem');

async function openMenu(library: LibraryPage, number: number): Promise<void> {
  await library.inspector.getByRole('button', { name: `More for version ${number}` }).click();
}

test('a file gets new versions, which are compared, noted, restored and deleted', async ({
  library,
  files,
  page,
}) => {
  await library.drop([await files.picture('poster.jpg', { seed: 1, width: 900, height: 600 })]);
  await expect(library.asset('poster.jpg')).toBeVisible();
  await library.workEnds();
  await library.asset('poster.jpg').click();
  const { inspector } = library;
  const { id } = (
    await call(page, 'assets.page', {
      query: { scope: { kind: 'all' }, text: '', filters: {}, sort: { by: 'created', direction: 'desc' } },
      cursor: null,
      limit: 10,
    })
  ).assets[0] ?? { id: null };
  if (id === null) throw new Error('The picture is not there.');
  const checksum = async () => (await call(page, 'assets.get', { id })).checksum;
  const first = await checksum();

  await test.step('dropped on the asset with Alt, a file becomes its new version', async () => {
    const second = await files.picture('second try.jpg', { seed: 2, width: 900, height: 600 });
    await dropFiles(page, [second], library.asset('poster.jpg'), 'Alt');
    await expect(library.toast('“poster.jpg” is now version 2')).toBeVisible();
    await expect(rows(library)).toHaveCount(2);
    await library.expectNames(['poster.jpg']);
    await expect(library.asset('poster.jpg')).toHaveAccessibleName(/2 versions/);
  });

  await test.step('taken back by key, and done again', async () => {
    await library.grid.focus();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(library.toast(/^Undone/)).toBeVisible();
    expect(await checksum()).toBe(first);
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect.poll(checksum).not.toBe(first);
  });

  await test.step('a note stays with its version', async () => {
    await openMenu(library, 1);
    await page.getByRole('menuitem', { name: 'Write a note' }).click();
    await inspector.getByRole('textbox', { name: 'Note of version 1' }).fill('from the shoot');
    await page.keyboard.press('Enter');
    await expect(rows(library).last()).toContainText('from the shoot');
  });

  await test.step('two of them are compared in every way, by keys too', async () => {
    await inspector.getByRole('button', { name: 'Compare', exact: true }).click();
    const view = page.getByRole('dialog', { name: 'Compare versions' });
    const shown = (name: RegExp) => view.getByRole('img', { name });
    await expect(shown(/on the left/)).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(view.getByRole('slider', { name: 'Place of the divider' })).toHaveAttribute(
      'aria-valuetext',
      '52%',
    );
    await expectAccessible(page);
    await page.keyboard.press('1');
    await expect(view.getByRole('img')).toHaveCount(2);
    await page.keyboard.press('4');
    await expect(shown(/Difference/)).toBeVisible();
    await page.keyboard.press('3');
    await expect(shown(/over/)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(view).toBeHidden();
  });

  await test.step('an older one is restored, and one is deleted for good', async () => {
    await openMenu(library, 1);
    await page.getByRole('menuitem', { name: 'Restore this version' }).click();
    await expect.poll(checksum).toBe(first);
    await openMenu(library, 2);
    await page.getByRole('menuitem', { name: 'Delete this version…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for good' }).click();
    await expect
      .poll(async () => (await call(page, 'versions.list', { id })).versions.map(({ number }) => number))
      .not.toContain(2);
    expect(await checksum()).toBe(first);
  });
});
