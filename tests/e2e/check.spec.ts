import { join } from 'node:path';
import { startEmbeddedStore } from '../../electron/storage/embedded/index.ts';
import type { ObjectStore } from '../../electron/storage/port.ts';
import { openS3Store } from '../../electron/storage/s3-store.ts';
import { expect, expectAccessible, LibraryPage, test } from './support/index.ts';

const keys = { accessKey: 'test-access', secretKey: 'test-secret-key' };

/** Changes what is stored while the app is closed, as a disk that loses files would. */
async function behindItsBack(
  userDataDir: string,
  work: (store: ObjectStore, originals: readonly string[]) => Promise<void>,
): Promise<void> {
  const dataDir = join(userDataDir, 'library', 'objects');
  const server = await startEmbeddedStore({ dataDir, port: 0, allowedOrigins: [], ...keys });
  const address = { host: '127.0.0.1', port: server.port, secure: false, region: 'us-east-1' };
  const store = openS3Store({ ...address, ...keys, bucketPrefix: 'dev-' });
  try {
    const originals: string[] = [];
    for await (const page of store.list(store.buckets.assets)) {
      originals.push(...page.map(({ key }) => key).filter((key) => !key.endsWith('.webp')));
    }
    await work(store, originals);
  } finally {
    store.agent.destroy();
    await server.close();
  }
}

test('a check finds what is lost, brings it back, and says when everything is there', async ({
  launch,
  files,
}) => {
  const first = await launch();
  const library = new LibraryPage(first.page);
  await library.startLocal();
  await library.drop([await files.picture('winter hero.jpg'), await files.noise('grain.png', 300, 200)]);
  await library.uploadsEnd();
  await library.workEnds();
  await first.quit();
  await behindItsBack(first.userDataDir, async (store, originals) => {
    const png = originals.find((key) => key.endsWith('.png')) ?? '';
    await store.remove([{ bucket: store.buckets.assets, key: png }]);
    const stray = `${png.slice(0, png.lastIndexOf('/'))}/00000000-0000-4000-8000-000000000001.txt`;
    await fetch(store.presignPut({ bucket: store.buckets.assets, key: stray }, 60), {
      method: 'PUT',
      body: 'a note that nobody knows',
    });
  });

  const app = await launch({ userDataDir: first.userDataDir });
  const { page } = app;
  await app.inMain(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, files.folder);
  const check = page.getByRole('region', { name: 'Library check' });
  await test.step('what is lost says so where it is wanted, and leads to the check', async () => {
    const reopened = new LibraryPage(page);
    await reopened.asset('grain.png').click();
    await page.keyboard.press('Enter');
    await expect(reopened.viewer.getByRole('button', { name: 'Save a copy' })).toBeVisible();
    await page.keyboard.press('ControlOrMeta+s');
    await expect(page.getByText(/The original is missing in the store\./).first()).toBeVisible();
    // A message above the viewer.
    await page.locator('li button', { hasText: 'Library check' }).click();
    await expect(check).toBeVisible();
  });
  await expect(check.getByRole('heading', { name: 'Not checked yet.' })).toBeVisible();
  await check.getByRole('button', { name: 'Check now' }).click();
  await expect(check.getByRole('heading', { name: '2 things need a look.' })).toBeVisible();
  await expectAccessible(page);

  await test.step('a missing file comes back from where it was', async () => {
    const missing = check.getByRole('region', { name: /^Assets without a file/ });
    await expect(missing.getByRole('listitem')).toContainText('grain.png');
    await missing.getByRole('button', { name: 'Bring back' }).click();
    await page.getByRole('menuitem', { name: 'From where they were' }).click();
    await expect(missing).toBeHidden();
  });

  await test.step('a stray file is removed later, or after all not, or becomes an asset', async () => {
    const stray = check.getByRole('region', { name: /^Files that are no assets/ });
    await stray.getByRole('button', { name: /^Remove 0000/ }).click();
    await expect(stray.getByText(/^Removed on/)).toBeVisible();
    await stray.getByRole('button', { name: /^Undo for/ }).click();
    await expect(stray.getByText(/^Removed on/)).toBeHidden();
    await stray.getByRole('button', { name: 'Make assets' }).click();
    await page.getByRole('menuitem', { name: 'My brand' }).click();
    await expect(stray).toBeHidden();
  });

  await check.getByRole('button', { name: 'Verify every byte' }).click();
  await expect(check.getByText(/^Last verified: .* 3 files/)).toBeVisible();
  await expect(check.getByRole('heading', { name: 'Everything is there.' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(check).toBeHidden();
  await expect(new LibraryPage(page).placeWith('All assets', 3)).toBeVisible();
});
