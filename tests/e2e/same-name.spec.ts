import { call, expect, expectAccessible, test } from './support/index.ts';

test('a dropped file of a taken name becomes the new version, and can be taken back', async ({
  library,
  files,
  page,
}) => {
  const picture = (name: string, seed: number) => files.picture(name, { seed, width: 640, height: 480 });
  await library.add([await picture('hero.jpg', 1), await picture('logo.jpg', 2)]);
  const { tray } = library;
  const question = tray.getByRole('group', { name: /already (in|used)/ });
  const state = async () =>
    (await call(page, 'ingest.batches', {})).batches.map(({ openConflicts, published }) => [
      openConflicts,
      published,
    ]);

  await test.step('the rest of the drop goes on while it is asked about', async () => {
    await library.drop([
      await picture('later/hero.jpg', 3),
      await picture('later/logo.jpg', 4),
      await picture('later/fresh.jpg', 5),
    ]);
    await expect(question).toContainText('2 file names');
    await expect(question).toContainText('hero.jpg');
    // What is dropped is seen beside what is there.
    await expect(question.locator('img[src^="blob:"]')).toHaveCount(2);
    await expect(library.asset('fresh.jpg')).toBeVisible();
    await expect(tray.getByRole('button', { name: /^Take .* off the list$/ })).toHaveCount(0);
    await expect(tray.getByRole('heading', { name: '2 files wait for your decision' })).toBeVisible();
    await expect(library.uploadStatus).toHaveText(/ · 2 to decide$/);
    await expectAccessible(page);
  });

  await test.step('one is left out by itself, by keys', async () => {
    await tray.getByRole('button', { name: 'Leave logo.jpg out' }).focus();
    await page.keyboard.press('Enter');
    await expect(question).toContainText('“hero.jpg” is already in');
    await expect.poll(() => tray.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  });

  await test.step('the other becomes the new version, which the tray tells and leads to', async () => {
    await question.getByRole('button', { name: 'New version' }).press('Enter');
    await expect(question).toBeHidden();
    await expect.poll(() => tray.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await expect(tray).toContainText('1 new version');
    await expect(tray).toContainText('Added as a new version');
    await expect(library.asset('hero.jpg')).toHaveAccessibleName(/2 versions/);
    await library.workEnds();
    await library.showTray();
    await tray.getByRole('button', { name: 'Show hero.jpg in the library' }).click();
    await library.expectNames(['hero.jpg']);
  });

  await test.step('undoing the drop takes the version back, and that can be undone', async () => {
    await library.showTray();
    await tray.getByRole('button', { name: /^Undo .*take its new versions back$/ }).click();
    await expect(library.toast(/1 new version taken back$/)).toBeVisible();
    await expect(tray.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
    await expect(library.asset('hero.jpg')).toHaveAccessibleName(/3 versions/);
    await library.grid.focus();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(library.asset('hero.jpg')).toHaveAccessibleName(/4 versions/);
  });

  await test.step('what is answered for always is asked no more', async () => {
    await library.drop([await picture('last/logo.jpg', 6)]);
    await question.getByRole('checkbox', { name: 'Always do this' }).click();
    await expect(question.getByRole('button', { name: 'Skip' })).toBeDisabled();
    await question.getByRole('button', { name: 'Keep both' }).click();
    await expect.poll(state).toContainEqual([0, 1]);
    await library.drop([await picture('very last/hero.jpg', 7)]);
    await expect.poll(async () => (await state()).filter(([, published]) => published === 1).length).toBe(2);
    await expect(question).toBeHidden();
  });
});
