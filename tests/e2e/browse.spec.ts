import { expect, test } from './support/index.ts';

test('assets are selected with the mouse and the keyboard', async ({ library, files, page }) => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}.jpg`);
  const paths = names.map((name, seed) => files.picture(name, { seed }));
  await library.add(await Promise.all(paths));
  await library.sortBy('Name A–Z');
  await library.expectNames(names);
  const [a, b, c, d, e, f, g] = names as [string, string, string, string, string, string, string];

  await test.step('click, Shift and Ctrl', async () => {
    await library.asset(a).click();
    await library.expectSelected([a]);
    await library.asset(d).click({ modifiers: ['Shift'] });
    await library.expectSelected([a, b, c, d]);
    await library.asset(b).click({ modifiers: ['ControlOrMeta'] });
    await library.expectSelected([a, c, d]);
    await expect(page.getByRole('contentinfo').getByText('3 of 7 selected')).toBeVisible();
  });

  await test.step('arrows move, Shift extends, Ctrl+A takes all, Escape none', async () => {
    await library.asset(b).click();
    await page.keyboard.press('ArrowRight');
    await library.expectSelected([c]);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await library.expectSelected([c, d, e]);
    await page.keyboard.press('Home');
    await library.expectSelected([a]);
    await page.keyboard.press('Shift+End');
    await library.expectSelected(names);
    await page.keyboard.press('Escape');
    await library.expectSelected([]);
    await page.keyboard.press('ControlOrMeta+a');
    await library.expectSelected(names);
  });

  await test.step('a rectangle pulled over free space', async () => {
    await library.filters.getByRole('radio', { name: 'Squares' }).click();
    const list = await library.grid.boundingBox();
    const last = await library.asset(g).boundingBox();
    const beforeLast = await library.asset(f).boundingBox();
    if (list === null || last === null || beforeLast === null) throw new Error('The grid is not shown.');
    const pull = async (to: { x: number; y: number; width: number; height: number }): Promise<void> => {
      await page.mouse.move(list.x + list.width - 20, last.y + last.height + 30);
      await page.mouse.down();
      await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 6 });
      await page.mouse.up();
    };
    await pull(last);
    await library.expectSelected([g]);
    await page.keyboard.down('Control');
    await library.asset(a).click();
    await page.keyboard.up('Control');
    await library.expectSelected([a, g]);
    await pull(beforeLast);
    // The last row holds these; what was selected before is let go.
    const onLastRow = beforeLast.y === last.y;
    await library.expectSelected(onLastRow ? [f, g] : [f]);
  });
});

test('sorting, filters and the search box find what they should', async ({ library, files, page }) => {
  await library.add([
    await files.noise('grain.png', 700, 700),
    await files.picture('겨울-캠페인.jpg', { seed: 1, width: 600, height: 400 }),
    await files.picture('tall.jpg', { seed: 2, width: 300, height: 600 }),
    await files.picture('cube.webp', { seed: 3, width: 400, height: 400 }),
    await files.sample('dandelion-pan.mp4', 'clip.mp4'),
    await files.pdf('guide.pdf', ['Colour', 'Type']),
    await files.write('copy.txt', '봄나들이 준비물: 돗자리와 도시락, 그리고 가벼운 외투.'),
  ]);
  const all = ['clip.mp4', 'copy.txt', 'cube.webp', 'grain.png', 'guide.pdf', 'tall.jpg', '겨울-캠페인.jpg'];

  await test.step('sorted by name and by size', async () => {
    await library.sortBy('Name A–Z');
    await library.expectNames(all);
    await library.sortBy('Name Z–A');
    await library.expectNames(all.toReversed());
    await library.sortBy('Largest first');
    await expect.poll(async () => (await library.names()).slice(0, 2)).toEqual(['grain.png', 'clip.mp4']);
    await library.sortBy('Name A–Z');
  });

  await test.step('marks to filter by', async () => {
    await library.asset('tall.jpg').click();
    await library.inspector.getByRole('combobox', { name: 'Add tag' }).fill('봄맞이');
    await page.keyboard.press('Enter');
    await expect(library.inspector.getByRole('button', { name: 'Remove tag “봄맞이”' })).toBeVisible();
    await library.inspector.getByRole('radio', { name: '4 stars' }).click();
    await expect(library.asset('tall.jpg')).toHaveAccessibleName(/4 stars/);
  });

  await test.step('filter chips', async () => {
    await library.filter('Type', async (panel) => {
      await panel.getByRole('checkbox', { name: 'Video' }).click();
      await panel.getByRole('checkbox', { name: 'Text' }).click();
    });
    await library.expectNames(['clip.mp4', 'copy.txt']);
    await library.filters.getByRole('button', { name: 'Clear the Type filter' }).click();
    await library.filter('Tags', (panel) => panel.getByRole('checkbox', { name: '봄맞이' }).click());
    await library.expectNames(['tall.jpg']);
    await library.clearFilters();
    await library.filter('Shape', (panel) => panel.getByRole('checkbox', { name: 'Square' }).click());
    await library.expectNames(['cube.webp', 'grain.png']);
    await library.clearFilters();
    await library.filter('Rating', (panel) => panel.getByRole('radio', { name: '4 stars' }).click());
    await library.expectNames(['tall.jpg']);
    await library.clearFilters();
    await library.filter('Size', (panel) => panel.getByRole('button', { name: '1 MB – 10 MB' }).click());
    await library.expectNames(['grain.png']);
    await library.clearFilters();
    await library.filter('Date', (panel) => panel.getByRole('button', { name: 'Today' }).click());
    await library.expectNames(all);
    await library.filter('Date', (panel) => panel.getByLabel('From').fill('2999-01-01'));
    await expect(page.getByText('No assets match')).toBeVisible();
    await library.clearFilters();
    await library.expectNames(all);
  });

  await test.step('words of names, tags and texts, two Korean syllables each', async () => {
    for (const [word, name] of [
      ['겨울', '겨울-캠페인.jpg'],
      ['맞이', 'tall.jpg'],
      ['도시', 'copy.txt'],
      ['GUIDE', 'guide.pdf'],
    ] as const) {
      await library.search.fill(word);
      await library.expectNames([name]);
    }
    await library.search.fill('없는말');
    await expect(page.getByText('No name, tag or content matches “없는말”.')).toBeVisible();
    await page.getByRole('button', { name: 'Clear the search' }).first().click();
    await library.expectNames(all);
  });
});

test('quick look and the viewer show pictures, video, sound, pages and text', async ({
  library,
  files,
  page,
}) => {
  await library.add([
    await files.sample('forest-stream.jpg', '1 stream.jpg'),
    await files.picture('2 flat.png', { seed: 5 }),
    await files.sample('dandelion-pan.mp4', '3 pan.mp4'),
    await files.sample('brand-chime.mp3', '4 chime.mp3'),
    await files.pdf('5 guide.pdf', ['Cover of the guide', 'Second page', 'Third page']),
    await files.write('6 copy.txt', 'Snow falls.\n\nThe red coat stays.'),
  ]);
  await library.sortBy('Name A–Z');
  await library.expectNames([
    '1 stream.jpg',
    '2 flat.png',
    '3 pan.mp4',
    '4 chime.mp3',
    '5 guide.pdf',
    '6 copy.txt',
  ]);
  const { viewer, quickLook } = library;
  const heading = viewer.getByRole('banner').getByRole('heading');

  await test.step('Space opens quick look, arrows go on, Space closes and the focus is back', async () => {
    await library.asset('1 stream.jpg').click();
    await page.keyboard.press('Space');
    await expect(quickLook.getByRole('heading', { name: '1 stream.jpg' })).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(quickLook.getByRole('heading', { name: '2 flat.png' })).toBeVisible();
    await page.keyboard.press('Space');
    await expect(quickLook).toBeHidden();
    await library.expectSelected(['2 flat.png']);
    await expect(library.grid).toBeFocused();
  });

  await test.step('Enter opens the viewer, which zooms', async () => {
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect(heading).toHaveText('1 stream.jpg');
    await expect(viewer.getByRole('img', { name: '1 stream.jpg' })).toBeVisible();
    const level = async (): Promise<number> =>
      Number.parseInt((await viewer.getByRole('button', { name: /^Now / }).textContent()) ?? '', 10);
    const fit = await level();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await expect.poll(level).toBeGreaterThan(fit);
    await page.keyboard.press('ControlOrMeta+1');
    await expect.poll(level).toBe(100);
    await page.keyboard.press('ControlOrMeta+0');
    await expect.poll(level).toBe(fit);
  });

  await test.step('video plays and seeks', async () => {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(heading).toHaveText('3 pan.mp4');
    const time = () => viewer.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
    await viewer.getByRole('button', { name: 'Play' }).click();
    await expect.poll(time).toBeGreaterThan(0.2);
    await page.keyboard.press('k');
    const position = viewer.getByRole('slider', { name: 'Position' });
    await position.press('Home');
    await expect.poll(time).toBe(0);
    await position.press('End');
    await expect.poll(time).toBeGreaterThan(1);
  });

  await test.step('sound plays', async () => {
    await viewer.getByRole('button', { name: 'Next asset' }).click();
    await expect(heading).toHaveText('4 chime.mp3');
    await viewer.getByRole('button', { name: 'Play' }).click();
    await expect
      .poll(() => viewer.locator('video').evaluate((sound: HTMLVideoElement) => sound.currentTime))
      .toBeGreaterThan(0.2);
  });

  await test.step('a PDF shows its pages with their words', async () => {
    await viewer.getByRole('button', { name: 'Next asset' }).click();
    await expect(heading).toHaveText('5 guide.pdf');
    await expect(viewer.getByText('1 of 3')).toBeVisible();
    await expect(
      viewer.getByRole('region', { name: 'Page 1' }).getByText('Cover of the guide'),
    ).toBeVisible();
    await expect(async () => {
      await page.keyboard.press('PageDown');
      await expect(viewer.getByText('3 of 3')).toBeVisible({ timeout: 500 });
    }).toPass();
  });

  await test.step('a text is read, and Escape leaves', async () => {
    await page.keyboard.press('ArrowRight');
    await expect(heading).toHaveText('6 copy.txt');
    await expect(viewer.getByText('The red coat stays.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(viewer).toBeHidden();
    await library.expectSelected(['6 copy.txt']);
  });
});
