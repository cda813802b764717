import { stat } from 'node:fs/promises';
import { formatBytes } from '../../shared/format/bytes.ts';
import { call, expect, test } from './support/index.ts';

const bytes = (count: number): string => formatBytes(count, 'en');

test('the storage figures are the sums of what was dropped', async ({ library, files, page }) => {
  const sizeOf = async (path: string): Promise<number> => (await stat(path)).size;
  const first = [
    await files.noise('grain.png', 600, 500),
    await files.picture('flat.jpg'),
    await files.sample('dandelion-pan.mp4'),
    await files.write('copy.txt', 'Snow falls. The red coat stays.'),
  ];
  const second = [await files.sample('forest-stream.jpg')];
  await library.add(first);
  await library.sidebar.getByRole('button', { name: 'New brand' }).click();
  await library.sidebar.getByRole('textbox', { name: 'New brand' }).fill('Nordlicht');
  await page.keyboard.press('Enter');
  await expect(library.place('Nordlicht')).toHaveAttribute('aria-selected', 'true');
  await library.add(second);

  const sizes = new Map<string, number>();
  for (const path of [...first, ...second]) sizes.set(path, await sizeOf(path));
  const sum = (paths: readonly string[]): number =>
    paths.reduce((total, path) => total + (sizes.get(path) ?? 0), 0);
  const total = sum([...first, ...second]);

  await test.step('the call counts every byte', async () => {
    const usage = await call(page, 'usage.summary', {});
    expect(usage.bytes).toBe(total);
    expect(usage.byBrand.map(({ name, bytes: used }) => [name, used]).sort()).toEqual([
      ['My brand', sum(first)],
      ['Nordlicht', sum(second)],
    ]);
    expect(usage.byDay.reduce((added, day) => added + day.bytes, 0)).toBe(total);
    expect(usage.byType.find(({ type }) => type === 'video')?.bytes).toBe(sum(first.slice(2, 3)));
  });

  await library.place('Storage').click();
  const view = page.getByRole('region', { name: 'Storage' });
  const used = view.getByRole('region', { name: 'Used' });
  await test.step('the dashboard shows them', async () => {
    await expect(used.getByRole('paragraph').first()).toHaveText(`${bytes(total)}5 assets`);
    const brands = used.getByRole('list', { name: 'Used by brand' }).getByRole('button');
    await expect(brands).toHaveText([`My brand${bytes(sum(first))}`, `Nordlicht${bytes(sum(second))}`]);
    await used.getByRole('button', { name: 'Show as a table' }).click();
    await expect(used.getByRole('row', { name: /^My brand 4 / })).toContainText(bytes(sum(first)));
    await expect(view.getByRole('region', { name: 'By type' }).getByRole('listitem')).toHaveCount(3);
    await expect(view.getByRole('region', { name: 'Growth' })).toBeVisible();
  });

  await test.step('the biggest come first and open in the viewer', async () => {
    const rows = view.getByRole('region', { name: 'Biggest assets' }).getByRole('rowheader');
    await expect(rows).toHaveText([
      'grain.png',
      'forest-stream.jpg',
      'dandelion-pan.mp4',
      'flat.jpg',
      'copy.txt',
    ]);
    await rows.getByRole('button', { name: 'forest-stream.jpg' }).click();
    await expect(library.viewer.getByRole('heading', { name: 'forest-stream.jpg' })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('what is in the trash is counted apart', async () => {
    await library.place('All assets').click();
    await library.asset('grain.png').click();
    await page.keyboard.press('Delete');
    await expect(library.placeWith('Trash', 1)).toBeVisible();
    await library.place('Storage').click();
    const trashed = sizes.get(first[0] ?? '') ?? 0;
    await expect(used.getByText(`${bytes(trashed)}`, { exact: false }).first()).toBeVisible();
    await expect(used.getByRole('paragraph').first()).toHaveText(`${bytes(total - trashed)}4 assets`);
  });
});
