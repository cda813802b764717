import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMinio } from '../../servers/harness/minio.ts';
import { call, heapOf, LibraryPage, tapIpc, wordsIn } from '../support/index.ts';
import { expect, loadedPictures, openLibrary, outsideAddress, test } from './support.ts';

/** Each way in which a secret could have been written. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('hex')];
}

test('goes from this computer to servers and back without a restart, leaving nothing of the other behind', async ({
  launch,
  files,
  newLibrary,
}) => {
  const minio = await startMinio({ listen: outsideAddress() });
  try {
    const app = await launch();
    const { page } = app;
    const heard = await tapIpc(app);
    const library = new LibraryPage(page);
    await library.startLocal();
    await library.add([await files.picture('on-this-computer.jpg', { seed: 1 })]);
    const processId = await app.inMain(() => process.pid);

    const draft = await newLibrary(minio);
    const saved = await call(page, 'connection.save', { draft });
    expect(saved.stored).toEqual({ databasePassword: true, secretKey: true, embeddingKey: false });
    await openLibrary(page, saved.id);

    await test.step('the servers’ library is empty, and takes and shows pictures from its store', async () => {
      await expect(page.getByText('Add your first assets')).toBeVisible();
      expect(await page.content()).not.toContain('on-this-computer');
      await library.add([await files.picture('on-servers.jpg', { seed: 2 })]);
      const origin = `http://${minio.host}:${minio.port}/`;
      await expect
        .poll(async () => (await loadedPictures(page)).filter((source) => source.startsWith(origin)).length)
        .toBeGreaterThan(0);
      const status = await call(page, 'library.status', {});
      expect(status).toMatchObject({
        kind: 'servers',
        name: draft.name,
        environment: 'stage',
        access: 'write',
      });
    });

    await test.step('back on this computer nothing of the servers is left, on screen or in memory', async () => {
      await openLibrary(page, 'local');
      await expect(library.asset('on-this-computer.jpg')).toBeVisible();
      await expect.poll(async () => (await loadedPictures(page)).length).toBeGreaterThan(0);
      expect((await loadedPictures(page)).join()).not.toContain(minio.host);
      expect(await page.content()).not.toContain('on-servers');
      // Let go of once what left the screen has faded out.
      await expect.poll(async () => wordsIn(await heapOf(page), ['on-servers.jpg'])).toEqual([]);
    });

    await test.step('and the servers’ library is as it was left', async () => {
      await openLibrary(page, saved.id);
      await expect(library.asset('on-servers.jpg')).toBeVisible();
      expect(await app.inMain(() => process.pid)).toBe(processId);
    });

    await test.step('no secret was written, logged, or given to the window', async () => {
      const names = await readdir(app.userDataDir, { recursive: true, withFileTypes: true });
      const written = await Promise.all(
        names
          .filter((entry) => entry.isFile() && /\.(json|log)$/.test(entry.name))
          .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
      );
      const sources = [...written, app.log, await heard(), await heapOf(page)];
      const everything = sources.join('\n');
      const { databasePassword, secretKey } = draft.secrets;
      const secrets = [databasePassword, secretKey].flatMap((secret) => formsOf(secret ?? ''));
      expect(wordsIn(everything, [draft.name, ...secrets])).toEqual([draft.name]);
    });
  } finally {
    await minio.stop();
  }
});

test('starts with the library of last time, and without a key store asks for its secrets again', async ({
  launch,
  newLibrary,
}) => {
  const minio = await startMinio();
  try {
    const first = await launch();
    const draft = await newLibrary(minio);
    const { id } = await call(first.page, 'connection.save', { draft });
    expect(await call(first.page, 'connection.profiles', {})).toMatchObject({
      localExists: false,
      secrets: 'session-only',
    });
    await openLibrary(first.page, id);
    await first.quit();

    const second = await launch({ userDataDir: first.userDataDir });
    const { page } = second;
    await expect
      .poll(() => call(page, 'library.status', {}))
      .toMatchObject({ state: 'failed', profileId: id, error: { code: 'secret_missing' } });
    const { profiles } = await call(page, 'connection.profiles', {});
    expect(profiles).toMatchObject([{ id, stored: { databasePassword: false, secretKey: false } }]);

    await test.step('the way to another library is open', async () => {
      await page.evaluate(
        () => void window.sparklio.call('library.createLocal', { sample: false, firstBrand: 'Own' }),
      );
      await expect(new LibraryPage(page).place('Own')).toBeVisible();
    });
    await test.step('and so is the way back, once they are typed', async () => {
      await call(page, 'connection.save', { draft: { ...draft, id } });
      await openLibrary(page, id);
    });
    await test.step('an open profile is not removed, another one is', async () => {
      await expect(call(page, 'connection.remove', { id })).rejects.toThrow('profile_in_use');
      await openLibrary(page, 'local');
      await call(page, 'connection.remove', { id });
      expect((await call(page, 'connection.profiles', {})).profiles).toEqual([]);
    });
  } finally {
    await minio.stop();
  }
});

test('a profile goes to another computer in a file', async ({ app, page, files, newLibrary }) => {
  const minio = await startMinio();
  try {
    const draft = await newLibrary(minio);
    const { id } = await call(page, 'connection.save', { draft });
    const path = files.path('exported.sparklio-profile.json');
    await app.inMain(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, path);
    expect(await call(page, 'connection.exportProfile', { id })).toEqual({ saved: true });
    const { draft: imported } = await call(page, 'connection.importProfile', {});
    expect(imported).toMatchObject({ id: null, name: draft.name, storage: draft.storage });
    expect(imported?.secrets).toEqual({ databasePassword: null, secretKey: null, embeddingKey: null });
    await files.write('exported.sparklio-profile.json', '{"format":"sparklio-profile"}');
    await expect(call(page, 'connection.importProfile', {})).rejects.toThrow('corrupt');
  } finally {
    await minio.stop();
  }
});
