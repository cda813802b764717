import { randomBytes } from 'node:crypto';
import { makeRole, makeStorageKey } from '../../../electron/cli/create-role.ts';
import { adoptDatabase, inspectDatabase, planAdoption } from '../../../electron/connection/adoption/index.ts';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import type { ProfileDraft } from '../../../shared/domain/servers.ts';
import { dumpOf } from '../../servers/adoption/dump.ts';
import { loadVariant } from '../../servers/fixtures/load.ts';
import { startMinio } from '../../servers/harness/minio.ts';
import { call, expectAccessible, LibraryPage } from '../support/index.ts';
import { expect, loadedPictures, openLibrary, test } from './support.ts';

const login = 'looker';
const password = 'only looking 1';
/** With a thumbnail of nobody's making, tags, and an original that can be drawn. */
const picture = '빨간 하이힐.jpg';

test('a person who may only look finds everything, is offered no change and makes none', async ({
  launch,
  files,
  postgres,
}) => {
  const minio = await startMinio();
  try {
    const id = randomBytes(4).toString('hex');
    const database = `viewed_${id}`;
    const bucketPrefix = `v${id}-`;
    await postgres.createDatabase(database);
    const databaseUrl = postgres.databaseUrl(database);
    const fixture = await loadVariant('customer', databaseUrl, { ...minio, bucketPrefix });
    const engine = openPg({ connectionString: databaseUrl });
    try {
      await adoptDatabase(engine, planAdoption(await inspectDatabase(engine.backgroundDb)).hash);
    } finally {
      await engine.close();
    }
    const owner: ProfileDraft = {
      id: null,
      name: 'Archive',
      environment: 'stage',
      database: { host: postgres.host, port: postgres.port, database, user: postgres.user, tls: 'off' },
      storage: {
        endpoint: minio.host,
        port: minio.port,
        secure: minio.secure,
        accessKey: minio.accessKey,
        region: null,
        bucketPrefix,
      },
      embedding: null,
      trustedCertificates: [],
      plainConnectionsAllowed: true,
      person: { email: 'visitor@example.com', name: 'Visitor' },
      secrets: { databasePassword: postgres.password, secretKey: minio.secretKey, embeddingKey: null },
    };
    await makeRole(owner, 'viewer', login, password);
    await makeStorageKey(owner, 'viewer', login, password);
    const before = await dumpOf({ databaseUrl, postgres });

    const app = await launch();
    const { page } = app;
    const library = new LibraryPage(page);
    const { keyboard } = page;
    const { inspector, sidebar, viewer } = library;
    const saved = await call(page, 'connection.save', {
      draft: {
        ...owner,
        database: { ...owner.database, user: login },
        storage: { ...owner.storage, accessKey: login },
        secrets: { databasePassword: password, secretKey: password, embeddingKey: null },
      },
    });
    await openLibrary(page, saved.id);
    const refusal = library.toast('You can only view this library.');

    await test.step('the window says so, and why', async () => {
      await page.getByRole('button', { name: 'View only' }).click();
      await expect(page.getByText('You can only view this library')).toBeVisible();
      await keyboard.press('Escape');
      await expect(page.getByText('You can only view this library')).toBeHidden();
    });

    await test.step('originals stand in for thumbnails that nobody has made, wherever they lie', async () => {
      // In one row, since only what is in sight is asked for.
      await library.sortBy('Name A–Z');
      await library.search.fill('ComfyUI_0000');
      const takes = fixture.assets.filter(({ name }) => /^ComfyUI_0000[1-6]/.test(name));
      await expect
        .poll(async () => {
          const loaded = (await loadedPictures(page)).join();
          return takes.filter(({ id }) => !loaded.includes(id)).map(({ minioPath }) => minioPath);
        })
        .toEqual([]);
      await library.search.fill('');
      await library.sortBy('Newest first');
      await expect(library.asset(picture)).toBeVisible();
    });

    await test.step('what would change something is not there', async () => {
      await expect(page.getByRole('button', { name: 'Upload' })).toBeHidden();
      await expect(sidebar.getByRole('button', { name: 'New brand' })).toBeHidden();
      await library.place(fixture.asset(picture).brand.name).click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeHidden();
      await library.place('All assets').click();
      await library.asset(picture).click();
      await expect(inspector.getByRole('list', { name: 'Tags' })).toContainText('신발');
      await expect(inspector.getByRole('combobox')).toBeHidden();
      await expect(inspector.getByRole('textbox')).toBeHidden();
      await expect(inspector.getByRole('radiogroup')).toBeHidden();
      await expect(inspector.getByRole('button', { name: 'Rename' })).toBeHidden();
      await expect(inspector.getByRole('toolbar').getByRole('button')).toHaveCount(4);
      await expectAccessible(page);
    });

    await test.step('the menu of an asset only looks and takes', async () => {
      await library.asset(picture).click({ button: 'right' });
      await expect(page.getByRole('menuitem')).toHaveText([
        /^Open/,
        /^Quick look/,
        'Find similar images',
        'Save a copy…',
        'Save a copy without metadata…',
        'Copy download link',
      ]);
      await keyboard.press('Escape');
    });

    await test.step('keys say why nothing happens, once', async () => {
      await library.asset(picture).click();
      await expect(refusal).toBeHidden();
      for (const key of ['5', '0', '6', 't', 'F2', 'Delete']) await keyboard.press(key);
      await expect(refusal).toHaveCount(1);
      await expect(page.getByRole('dialog')).toBeHidden();
      await expect(library.asset(picture)).toBeVisible();
      await keyboard.press('ControlOrMeta+u');
      await keyboard.press('ControlOrMeta+z');
      await expect(library.tray).toBeHidden();
    });

    await test.step('nothing can be dropped', async () => {
      await library.drag(library.asset(picture), library.place(fixture.asset('lost.png').brand.name));
      await library.drop([await files.picture('new.jpg')]);
      await expect(library.uploadStatus).toBeHidden();
    });

    await test.step('the viewer shows and does not rate or remove', async () => {
      await library.asset(picture).dblclick();
      await expect(viewer.getByRole('button', { name: 'Save a copy' })).toBeVisible();
      await expect(viewer.getByRole('radiogroup')).toBeHidden();
      await expect(viewer.getByRole('button', { name: 'Move to trash' })).toBeHidden();
      await keyboard.press('3');
      await keyboard.press('Delete');
      await expect(viewer.getByRole('heading', { name: picture })).toBeVisible();
      await keyboard.press('Escape');
      await expect(viewer).toBeHidden();
    });

    await test.step('the trash neither gives back nor is emptied', async () => {
      await library.place('Trash').click();
      await library.asset('deleted last week.png').click();
      await expect(library.main.getByRole('button', { name: 'Empty trash' })).toBeHidden();
      await expect(inspector.getByRole('button', { name: 'Restore' })).toBeHidden();
      await expect(inspector.getByRole('button', { name: /Delete/ })).toBeHidden();
      await keyboard.press('Delete');
      await expect(page.getByRole('alertdialog')).toBeHidden();
      await expect(library.asset('deleted last week.png')).toBeVisible();
      await library.place('All assets').click();
    });

    await test.step('commands are those that look', async () => {
      await keyboard.press('ControlOrMeta+k');
      const palette = page.getByRole('dialog', { name: 'Commands' });
      await expect(palette.getByRole('option', { name: /^Settings/ })).toBeVisible();
      await expect(palette.getByRole('option', { name: /^(Upload|New brand|Undo|Redo)/ })).toHaveCount(0);
      await keyboard.press('Escape');
    });

    await test.step('the main process refuses what the window does not offer', async () => {
      const asset = fixture.asset(picture);
      const { assets } = await call(page, 'assets.page', {
        query: {
          scope: { kind: 'all' },
          text: picture,
          filters: {},
          sort: { by: 'created', direction: 'desc' },
        },
        cursor: null,
        limit: 1,
      });
      const ids = assets.map((one) => one.id);
      expect(ids).toEqual([asset.id]);
      await expect(call(page, 'assets.rate', { ids, rating: 5 })).rejects.toThrow('read_only');
      await expect(call(page, 'assets.trash', { ids })).rejects.toThrow('read_only');
      await expect(call(page, 'assets.purge', { ids: null })).rejects.toThrow('read_only');
      await expect(call(page, 'assets.retryRenditions', { ids })).rejects.toThrow('read_only');
      await expect(call(page, 'jobs.retryFailures', {})).rejects.toThrow('read_only');
      await expect(call(page, 'catalog.createBrand', { name: 'New' })).rejects.toThrow('read_only');
      await expect(call(page, 'library.addSample', {})).rejects.toThrow('read_only');
    });

    await app.quit();
    expect(await dumpOf({ databaseUrl, postgres })).toBe(before);
  } finally {
    await minio.stop();
  }
});
