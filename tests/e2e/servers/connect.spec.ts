import { randomBytes } from 'node:crypto';
import { loadVariant } from '../../servers/fixtures/load.ts';
import { startMinio } from '../../servers/harness/minio.ts';
import { freePort } from '../../servers/harness/waiting.ts';
import { call, expectAccessible, heapOf, LibraryPage, wordsIn } from '../support/index.ts';
import { expect, loadedPictures, outsideAddress, test } from './support.ts';

/** Plans on a slow machine: adoption makes the app's schema and reads every row. */
const ADOPTION_LIMIT_MS = 60_000;

test('fills in from a dropped .env, tests each part, adopts the database and shows its assets', async ({
  launch,
  files,
  postgres,
}) => {
  const minio = await startMinio({ listen: outsideAddress() });
  try {
    const s3 = { ...minio, bucketPrefix: 'office-' };
    const database = `office_${randomBytes(4).toString('hex')}`;
    await postgres.createDatabase(database);
    const fixture = await loadVariant('drifted', postgres.databaseUrl(database), s3);
    const env = await files.write(
      '.env',
      [
        '# the backend of the office',
        'ENVIRONMENT=production',
        `DATABASE_URL=postgresql+asyncpg://${postgres.user}:wrong@${postgres.host}:${postgres.port}/${database}`,
        `MINIO_ENDPOINT=${minio.host}:${minio.port}`,
        `MINIO_ACCESS_KEY=${minio.accessKey}`,
        `MINIO_SECRET_KEY="${minio.secretKey}"`,
        'MINIO_BUCKET_PREFIX=office-',
        'MINIO_SECURE=false',
      ].join('\n'),
    );
    const app = await launch();
    const { page } = app;
    const library = new LibraryPage(page);
    const connect = page.getByRole('dialog', { name: 'Connect to servers' });
    const part = (name: string) => connect.getByRole('region', { name: `${name}: Connection test` });

    await test.step('the file is dropped anywhere on the page', async () => {
      await page.getByRole('button', { name: /^Connect to servers/ }).click();
      await library.drop([env], { on: connect });
      await expect(connect.getByLabel('Database name')).toHaveValue(database);
      await expect(connect.getByLabel('Bucket prefix')).toHaveValue('office-');
    });

    await test.step('each part says how it is, with words for what is wrong', async () => {
      await expect(part('Database').getByText('The user name or the password is wrong.')).toBeVisible();
      await connect.getByLabel('Password', { exact: true }).fill(postgres.password);
      await expect(part('Database').getByRole('heading', { name: /^Connects/ })).toBeVisible();
      await expect(part('Database').getByText(`${fixture.assets.length} assets`)).toBeVisible();
      await expect(part('Database').getByText(/ms latency/)).toBeVisible();
    });

    await test.step('nothing goes out in the clear before it is agreed to', async () => {
      test.skip(minio.host === '127.0.0.1', 'This computer has no address but loopback.');
      const storage = part('Object store');
      await expect(storage.getByText('This connection is not encrypted.')).toBeVisible();
      await storage.getByRole('button', { name: /^I know the risk/ }).click();
      await expect(storage.getByRole('heading', { name: /^Connects/ })).toBeVisible();
      await expect(storage.getByText('Connects with the root key.')).toBeVisible();
    });

    await expectAccessible(page);

    await test.step('what was found and what would be added are shown before anything is', async () => {
      await connect.getByRole('button', { name: 'Continue' }).click();
      await expect(connect.getByText(/changed by another backend version/)).toBeVisible();
      await expect(connect.getByRole('row', { name: /^brands/ })).toContainText('owner_id');
      await expect(connect.getByText('Nothing of yours is changed or dropped.')).toBeVisible();
      await expect(connect.getByRole('region', { name: 'SQL to run' })).toContainText('create schema');
      await expectAccessible(page);
    });

    await test.step('once added the library opens, marked as production', async () => {
      await connect.getByRole('button', { name: 'Add to the database' }).click();
      await expect(page.getByRole('note').getByText(/^Production/)).toBeVisible({
        timeout: ADOPTION_LIMIT_MS,
      });
      await expect(library.asset('빨간 하이힐.jpg')).toBeVisible();
      await expect
        .poll(async () => (await loadedPictures(page)).length, { timeout: ADOPTION_LIMIT_MS })
        .toBeGreaterThan(0);
      await expectAccessible(page);
    });

    await test.step('no secret is left in the page', async () => {
      const secrets = [minio.secretKey, `:${postgres.password}@`];
      // What was typed there goes with the form.
      await expect.poll(async () => wordsIn(await heapOf(page), secrets)).toEqual([]);
    });

    await test.step('the band stays above the viewer', async () => {
      await library.asset('빨간 하이힐.jpg').dblclick();
      await expect(library.viewer).toBeVisible();
      await expect(page.getByText(/^Production/)).toBeInViewport();
      await page.keyboard.press('Escape');
    });
  } finally {
    await minio.stop();
  }
});

test('a library that can’t be opened says which server fails, and opens once the connection is mended', async ({
  launch,
  newLibrary,
}) => {
  const minio = await startMinio();
  try {
    const app = await launch();
    const { page } = app;
    const draft = await newLibrary(minio);
    const { port } = draft.database;
    const wrong = await freePort();
    const saved = await call(page, 'connection.save', {
      draft: { ...draft, name: 'Office', database: { ...draft.database, port: wrong } },
    });
    await page.evaluate((id) => void window.sparklio.call('connection.open', { id }), saved.id);

    await test.step('the screen names the library, the server and the cause', async () => {
      await expect(page.getByText('“Office” could not be opened')).toBeVisible();
      await expect(page.getByText(new RegExp(`${wrong} refused the connection`))).toBeVisible();
      await expectAccessible(page);
    });

    await test.step('another address needs its password again, and then it opens', async () => {
      await page.getByRole('button', { name: 'Edit connection' }).click();
      const edit = page.getByRole('dialog', { name: 'Edit connection' });
      await expect(
        edit
          .getByText('Kept in the system’s key store')
          .or(edit.getByText('Remembered until you quit'))
          .first(),
      ).toBeVisible();
      await edit.getByLabel('Port').first().fill(String(port));
      await edit.getByLabel('Password', { exact: true }).fill(draft.secrets.databasePassword ?? '');
      await edit.getByRole('button', { name: 'Save and open' }).click();
      await expect(page.getByText('Add your first assets')).toBeVisible();
    });

    await test.step('the switcher goes to a new library on this computer, by keyboard alone', async () => {
      await page.keyboard.press('ControlOrMeta+o');
      await expect(page.getByRole('option', { name: /^Office/ })).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.type('Make a library');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: /^Open library: My library/ })).toBeVisible();
    });

    await test.step('a connection that is not open can be removed', async () => {
      await page.keyboard.press('ControlOrMeta+o');
      await page.getByRole('option', { name: /^Manage connections/ }).click();
      await page.getByRole('button', { name: 'Actions for “Office”' }).click();
      await page.getByRole('menuitem', { name: /^Remove connection/ }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove connection' }).click();
      await expect(page.getByText('No connections yet.')).toBeVisible();
      expect((await call(page, 'connection.profiles', {})).profiles).toEqual([]);
    });
  } finally {
    await minio.stop();
  }
});
