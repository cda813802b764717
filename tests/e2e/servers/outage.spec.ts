import { startMinio } from '../../servers/harness/minio.ts';
import { call, expectAccessible, LibraryPage, paste } from '../support/index.ts';
import { expect, loadedPictures, openLibrary, test } from './support.ts';

/** Looks at a server that is away come at most so far apart. */
const RECOVERY_LIMIT_MS = 30_000;

test('an outage takes nothing from the screen, is said once, and ends by itself', async ({
  launch,
  files,
  newLibrary,
}) => {
  test.slow();
  const minio = await startMinio();
  try {
    const { page } = await launch();
    const library = new LibraryPage(page);
    const draft = await newLibrary(minio);
    const { id } = await call(page, 'connection.save', { draft });
    await openLibrary(page, id);
    await library.add(await files.pictures(3));
    await expect.poll(async () => (await loadedPictures(page)).length).toBeGreaterThan(0);
    const mark = page.getByRole('contentinfo').getByRole('button', { name: /^Show health/ });
    await expect(mark).toHaveText('All well');

    await minio.end();
    await expect(page.getByText('The servers aren’t answering.')).toHaveCount(1);
    await expect(mark).toHaveText(/^Offline/);
    await expect(library.assets).toHaveCount(3);
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Details' }).click();
    const store = page.getByRole('article', { name: 'Object store' });
    await expect(store.getByText(/refused the connection/)).toBeVisible();
    await expect(page.getByRole('article', { name: 'Database' }).getByText(/^Well for/)).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(library.assets).toHaveCount(3);
    await paste(page, { name: 'pasted.bin', megabytes: 70 });
    const tray = page.getByRole('region', { name: 'Uploads' });
    await expect(tray.getByText('pasted.bin').first()).toBeVisible();

    await minio.start();
    await expect(page.getByText('Back online.', { exact: true })).toBeVisible({ timeout: RECOVERY_LIMIT_MS });
    await expect(mark).toHaveText('All well');
    await expect(page.getByText('The servers aren’t answering.')).toBeHidden();
    await expect(library.asset('pasted.bin')).toBeVisible({ timeout: 2 * RECOVERY_LIMIT_MS });
    await library.add(await files.pictures(1, 'after', 9));
    await expect(library.assets).toHaveCount(5);
  } finally {
    await minio.stop();
  }
});
