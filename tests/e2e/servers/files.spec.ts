import { readFile } from 'node:fs/promises';
import { inspectDatabase, planAdoption } from '../../../electron/connection/adoption/index.ts';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import { loadVariant } from '../../servers/fixtures/load.ts';
import { startMinio } from '../../servers/harness/minio.ts';
import { call, LibraryPage } from '../support/index.ts';
import { expect, test } from './support.ts';

test('a connection goes to a colleague in a file that holds no secret, and a hostile file is turned away in words', async ({
  app,
  page,
  files,
  newLibrary,
}) => {
  const minio = await startMinio();
  try {
    const draft = await newLibrary(minio);
    const { id } = await call(page, 'connection.save', { draft });
    const path = files.path('office.sparklio-profile.json');
    await app.inMain(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, path);
    // Not by its role: behind a dialog the region is hidden from it, and its words are read out elsewhere.
    const said = (words: string) => page.locator('li').getByText(words, { exact: true });
    const settings = page.getByRole('dialog', { name: 'Settings' });
    const connect = page.getByRole('dialog', { name: 'Connect to servers' });
    const showConnections = async (): Promise<void> => {
      await page.keyboard.press('ControlOrMeta+o');
      await page.getByRole('option', { name: /^Manage connections/ }).click();
      await expect(settings).toBeVisible();
    };
    await page.evaluate((wanted) => void window.sparklio.call('connection.open', { id: wanted }), id);
    await expect(page.getByText('Add your first assets')).toBeVisible();

    await test.step('export', async () => {
      await showConnections();
      await settings.getByRole('button', { name: `Actions for “${draft.name}”` }).click();
      await page.getByRole('menuitem', { name: 'Export to a file…' }).click();
      await expect(said('Saved the connection file, without passwords.')).toBeVisible();
      const written = await readFile(path, 'utf8');
      expect(written).toContain(draft.database.database);
      for (const secret of [draft.secrets.databasePassword, draft.secrets.secretKey, draft.person?.email])
        expect(written).not.toContain(secret);
    });

    await test.step('import fills in the form, except what each person types', async () => {
      await settings.getByRole('button', { name: 'Import' }).click();
      await expect(connect.getByLabel('Database name')).toHaveValue(draft.database.database);
      await expect(connect.getByLabel('Access key')).toHaveValue(draft.storage.accessKey);
      await expect(connect.getByLabel('Password', { exact: true })).toHaveValue('');
      await expect(connect.getByLabel('Secret key', { exact: true })).toHaveValue('');
      await expect(connect.getByLabel('Your e-mail')).toHaveValue('');
      await page.keyboard.press('Escape');
      const discard = page.getByRole('alertdialog').getByRole('button', { name: 'Discard' });
      await discard
        .or(page.getByRole('button', { name: /^Open library/ }))
        .first()
        .waitFor();
      if (await discard.isVisible()) await discard.click();
      await expect(connect).toBeHidden();
    });

    const exported: unknown = JSON.parse(await readFile(path, 'utf8'));
    const hostile = {
      'more than a profile': JSON.stringify({ ...Object(exported), run: 'something' }),
      'no JSON': '<script>alert(1)</script>',
      'far too long': ' '.repeat(70_000),
    };
    for (const [name, text] of Object.entries(hostile)) {
      await test.step(`a file with ${name}`, async () => {
        await files.write('office.sparklio-profile.json', text);
        await showConnections();
        const shown = await said('The file is damaged.').count();
        await settings.getByRole('button', { name: 'Import' }).click();
        await expect(said('The file is damaged.')).toHaveCount(shown + 1);
        await expect(connect).toBeHidden();
        await page.keyboard.press('Escape');
        await expect(settings).toBeHidden();
      });
    }
  } finally {
    await minio.stop();
  }
});

test('the SQL of a plan is saved letter for letter', async ({ app, page, files, postgres }) => {
  const minio = await startMinio();
  try {
    const url = await postgres.createDatabase();
    await loadVariant('drifted', url, { ...minio, bucketPrefix: 'plan-' });
    const engine = openPg({ connectionString: url });
    const { sql } = planAdoption(await inspectDatabase(engine.backgroundDb));
    await engine.close();
    const env = await files.write(
      '.env',
      [
        `DATABASE_URL=${url}`,
        `MINIO_ENDPOINT=${minio.host}:${minio.port}`,
        `MINIO_ACCESS_KEY=${minio.accessKey}`,
        `MINIO_SECRET_KEY=${minio.secretKey}`,
        'MINIO_BUCKET_PREFIX=plan-',
      ].join('\n'),
    );
    const path = files.path('plan.sql');
    // The system asks for the place of a download by itself, past the dialogs that the app opens.
    await app.inMain(({ session }, chosen) => {
      session.defaultSession.once('will-download', (_event, item) => item.setSavePath(chosen));
    }, path);
    await page.getByRole('button', { name: /^Connect to servers/ }).click();
    const connect = page.getByRole('dialog', { name: 'Connect to servers' });
    await new LibraryPage(page).drop([env], { on: connect });
    await expect(connect.getByRole('heading', { name: /^Connects/ })).toHaveCount(2);
    await connect.getByRole('button', { name: 'Continue' }).click();
    await connect.getByRole('button', { name: 'Save as file' }).click();
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toBe(sql);
    expect(sql).toContain('create schema if not exists sparklio');
  } finally {
    await minio.stop();
  }
});
