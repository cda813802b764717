import { expect, test } from './support/index.ts';

test('similar images are found by an asset and by a dropped picture, where and how similar as wished', async ({
  library,
  files,
  page,
}) => {
  await library.add([
    await files.sample('fig-bowl.jpg'),
    await files.sample('two-dogs.jpg'),
    await files.sample('sunset-viewpoint.jpg'),
    await files.sample('ribbon-wave.webp'),
  ]);
  await library.sidebar.getByRole('button', { name: 'New brand' }).click();
  await library.sidebar.getByRole('textbox', { name: 'New brand' }).fill('Other');
  await page.keyboard.press('Enter');
  await expect(library.place('Other')).toHaveAttribute('aria-selected', 'true');
  await library.add([await files.sample('fig-bowl-square.webp'), await files.sample('city-blocks.webp')]);
  await library.place('All assets').click();
  await expect(library.assets).toHaveCount(6);

  const results = page.getByRole('listbox', { name: 'Similar images found' });
  const found = async (): Promise<string[]> =>
    results
      .getByRole('option')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label')?.split(', ')[0] ?? ''));
  const threshold = page.getByRole('slider', { name: 'Least similarity' });

  await test.step('by an asset, everywhere and within its brand', async () => {
    await library.chooseFromMenu(library.asset('fig-bowl.jpg'), 'Find similar images');
    await expect(page.getByRole('heading', { name: 'Similar to “fig-bowl.jpg”' })).toBeVisible();
    await threshold.press('Home');
    await page.getByRole('radio', { name: 'Everywhere' }).click();
    await expect
      .poll(async () => (await found()).filter((name) => name !== 'fig-bowl.jpg')[0])
      .toBe('fig-bowl-square.webp');
    await expect(page.getByText('every image compared')).toBeVisible();
    await page.getByRole('radio', { name: 'My brand' }).click();
    await expect.poll(found).not.toContain('fig-bowl-square.webp');
    await expect.poll(found).toContain('two-dogs.jpg');
  });

  await test.step('the threshold leaves out what is less similar, most similar first', async () => {
    await page.getByRole('radio', { name: 'Everywhere' }).click();
    await expect.poll(found).toContain('fig-bowl-square.webp');
    const percents = await results
      .getByRole('option')
      .evaluateAll((cells) =>
        cells.map((cell) => Number(/(\d+)% similar$/.exec(cell.getAttribute('aria-label') ?? '')?.[1])),
      );
    expect(percents).toEqual(percents.toSorted((a, b) => b - a));
    const before = (await found()).length;
    for (let step = 0; step < 3; step += 1) await threshold.press('PageUp');
    await expect.poll(async () => (await found()).length).toBeLessThan(before);
    await expect.poll(found).toContain('fig-bowl-square.webp');
  });

  await test.step('back to the library', async () => {
    await page.getByRole('button', { name: 'Back to the library' }).click();
    await expect(library.assets).toHaveCount(6);
  });

  await test.step('by a picture that is dropped on the search box, which is not taken in', async () => {
    await library.drop([await files.sample('sunset-viewpoint-warm.jpg', 'mine.jpg')], { on: library.search });
    await expect(page.getByRole('heading', { name: 'Similar to “mine.jpg”' })).toBeVisible();
    await expect.poll(async () => (await found())[0]).toBe('sunset-viewpoint.jpg');
    await page.getByRole('button', { name: 'Leave similar images' }).click();
    await expect(library.assets).toHaveCount(6);
    await expect(library.placeWith('All assets', 6)).toBeVisible();
  });
});
