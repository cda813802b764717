import type { Page } from '@playwright/test';
import { makeCertificate } from '../../servers/harness/certificates.ts';
import { startMinio, startOtherS3 } from '../../servers/harness/minio.ts';
import { call, LibraryPage } from '../support/index.ts';
import { expect, loadedPictures, openLibrary, outsideAddress, test } from './support.ts';

/** What the page itself gets from an address: the status, or that it was refused. */
const fetched = (page: Page, url: string, init: RequestInit = {}) =>
  page.evaluate(
    ([address, options]) =>
      fetch(address, options).then(
        ({ status }) => status,
        () => 'refused' as const,
      ),
    [url, init] as const,
  );

async function originalOf(page: Page): Promise<string> {
  const { assets } = await call(page, 'assets.page', {
    query: { scope: { kind: 'all' }, text: '', filters: {}, sort: { by: 'name', direction: 'asc' } },
    cursor: null,
    limit: 1,
  });
  return (await call(page, 'assets.get', { id: assets[0]?.id ?? '' })).originalUrl ?? '';
}

for (const { make, start } of [
  { make: 'MinIO', start: () => startMinio({ listen: outsideAddress() }) },
  { make: 'a server that knows of no other origins', start: startOtherS3 },
]) {
  test(`the page reads from and sends to its store, and reaches nothing else: ${make}`, async ({
    app,
    page,
    files,
    newLibrary,
  }) => {
    const s3 = await start();
    const other = await startMinio();
    try {
      const { id } = await call(page, 'connection.save', { draft: await newLibrary(s3) });
      await openLibrary(page, id);
      const library = new LibraryPage(page);
      await library.add([await files.picture('a.jpg')]);
      const url = await originalOf(page);
      expect(new URL(url).host).toBe(`${s3.host}:${s3.port}`);

      await test.step('it reads whole objects and parts', async () => {
        expect(await fetched(page, url)).toBe(200);
        expect(await fetched(page, url, { headers: { range: 'bytes=0-9' } })).toBe(206);
        const etag = await page.evaluate(
          (address) => fetch(address).then(({ headers }) => headers.get('etag')),
          url,
        );
        expect(etag).toMatch(/^"?[0-9a-f]{32}/);
      });
      await test.step('it sends what only it has', async () => {
        const picture = await page.evaluate(async () => {
          const canvas = new OffscreenCanvas(40, 30);
          canvas.getContext('2d')?.fillRect(0, 0, 20, 20);
          const blob = await canvas.convertToBlob({ type: 'image/png' });
          Object.assign(globalThis, { pasted: blob });
          return { name: 'pasted.png', size: blob.size, mime: blob.type };
        });
        const target = { brandId: null, projectId: null, foldersAsProjects: false, tags: [] };
        const { uploads } = await call(page, 'ingest.beginBytes', { files: [picture], target });
        const [upload] = uploads;
        const status = await page.evaluate(
          (address) =>
            fetch(address, { method: 'PUT', body: Reflect.get(globalThis, 'pasted') }).then(
              (sent) => sent.status,
            ),
          upload?.url ?? '',
        );
        expect(status).toBe(200);
        await call(page, 'ingest.finishBytes', { uploadId: upload?.id ?? '', ok: true });
        await expect(library.asset('pasted.png')).toBeVisible();
      });
      await test.step('without a signature it gets nothing', async () => {
        expect(await fetched(page, url.slice(0, url.indexOf('?')))).toBe(403);
      });
      await test.step('another port of the same host, another host, and this computer are refused', async () => {
        for (const address of [
          `http://${s3.host}:${s3.port + 1}/`,
          `http://${other.host}:${other.port}/minio/health/live`,
          'https://example.com/',
        ]) {
          expect(await fetched(page, address)).toBe('refused');
        }
      });
      await test.step('and so is the store, as soon as another library is open', async () => {
        await page.evaluate(
          () => void window.sparklio.call('library.createLocal', { sample: false, firstBrand: 'Own' }),
        );
        await expect(library.place('Own')).toBeVisible();
        expect(await fetched(page, url)).toBe('refused');
        expect(await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
      });
    } finally {
      await Promise.all([s3.stop(), other.stop()]);
    }
  });
}

test('a certificate that nobody knows is accepted exactly where it is trusted by hand', async ({
  page,
  files,
  newLibrary,
}) => {
  const host = outsideAddress();
  const names = [`IP:${host}`, 'IP:127.0.0.1'];
  const certificate = await makeCertificate(files.folder, 'store', { names });
  const minio = await startMinio({ listen: host, tls: certificate });
  try {
    const trustedCertificates = [certificate.fingerprint];
    const draft = await newLibrary({ ...minio, trustedCertificates });
    const { id } = await call(page, 'connection.save', { draft });
    await openLibrary(page, id);
    const library = new LibraryPage(page);
    await library.add([await files.picture('a.jpg')]);
    await expect
      .poll(async () => (await loadedPictures(page)).some((source) => source.startsWith('https:')))
      .toBe(true);
    expect(await fetched(page, await originalOf(page))).toBe(200);

    await test.step('no longer trusted, its library does not open', async () => {
      const untrusted = { ...draft, id, trustedCertificates: ['0'.repeat(64)] };
      await call(page, 'connection.save', { draft: untrusted });
      await expect
        .poll(async () => (await call(page, 'library.status', {}).catch(() => null))?.state)
        .toBe('failed');
    });
    await test.step('trusted again, pictures are shown again', async () => {
      await call(page, 'connection.save', { draft: { ...draft, id } });
      await openLibrary(page, id);
      await expect
        .poll(async () => (await loadedPictures(page)).some((source) => source.startsWith('https:')))
        .toBe(true);
    });
  } finally {
    await minio.stop();
  }
});
