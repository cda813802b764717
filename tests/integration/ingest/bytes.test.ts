import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inconsistencies } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';

const suite = ingestSuite();

describe('bytes that only the window has', () => {
  it('come in by a presigned PUT, under a name that leads nowhere', async () => {
    const { library } = suite;
    const bytes = await photo(60);
    const { batchId, uploads } = await library.ingest.beginBytes({
      files: [{ name: '../../etc/겨울.jpg', size: bytes.length, mime: 'image/jpeg' }],
      target: await library.newTarget(),
    });
    const [upload] = uploads;
    if (upload === undefined) throw new Error('no upload');
    const put = await fetch(upload.url, { method: 'PUT', body: new Uint8Array(bytes) });
    expect(put.status).toBe(200);
    await library.ingest.finishBytes({ uploadId: upload.id, ok: true });
    await library.idle();
    expect(outcomes(suite.files(batchId))).toEqual({ '겨울.jpg': 'published' });
    expect(await readdir(join(library.folder, 'incoming'))).toEqual([]);
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('fail with a reason when they did not arrive, whatever the window says', async () => {
    const { library } = suite;
    const target = await library.newTarget();
    const files = ['told.png', 'untold.png'].map((name) => ({ name, size: 10, mime: 'image/png' }));
    const { batchId, uploads } = await library.ingest.beginBytes({ files, target });
    for (const [index, { id }] of uploads.entries()) {
      await library.ingest.finishBytes({ uploadId: id, ok: index === 1 });
    }
    await library.idle();
    expect(outcomes(suite.files(batchId))).toEqual({
      'told.png': 'upload_failed',
      'untold.png': 'upload_failed',
    });
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('are in the tray at once, with how much of them is here', async () => {
    const { library } = suite;
    const { ingest, board } = library;
    const bytes = noise(5_000_000, 63);
    const { batchId, uploads } = await ingest.beginBytes({
      files: [{ name: 'clip.bin', size: bytes.length, mime: 'application/octet-stream' }],
      target: await library.newTarget(),
    });
    const [upload] = uploads;
    if (upload === undefined) throw new Error('no upload');
    const drop = () => board.batches().find(({ id }) => id === batchId);
    expect(drop()).toMatchObject({ phase: 'running', receiving: 1, totalBytes: 5_000_000, sentBytes: 0 });
    expect(ingest.bytesSent({ uploadId: upload.id, bytes: 3_000_000 })).toEqual({ wanted: true });
    expect(drop()?.sentBytes).toBe(1_500_000);
    await fetch(upload.url, { method: 'PUT', body: new Uint8Array(bytes) });
    await ingest.finishBytes({ uploadId: upload.id, ok: true });
    await library.idle();
    expect(drop()).toMatchObject({ phase: 'done', receiving: 0, published: 1, sentBytes: 5_000_000 });
    expect(ingest.bytesSent({ uploadId: upload.id, bytes: 5_000_000 })).toEqual({ wanted: false });
  });

  it('leave nothing when they are cancelled while the window sends them', async () => {
    const { library } = suite;
    const { ingest, store } = library;
    const { batchId, uploads } = await ingest.beginBytes({
      files: ['a.bin', 'b.bin'].map((name) => ({ name, size: 1000, mime: '' })),
      target: await library.newTarget(),
    });
    const [a, b] = uploads;
    if (a === undefined || b === undefined) throw new Error('no upload');
    await ingest.cancel({ batchId, uploadId: a.id });
    expect(ingest.bytesSent({ uploadId: a.id, bytes: 500 })).toEqual({ wanted: false });
    expect(ingest.bytesSent({ uploadId: b.id, bytes: 500 })).toEqual({ wanted: true });
    // All of it got through before the window heard of it.
    await fetch(a.url, { method: 'PUT', body: new Uint8Array(1000) });
    const ref = { bucket: store.buckets.temp, key: `incoming/${a.id}` };
    expect(await store.head(ref)).not.toBeNull();
    await ingest.finishBytes({ uploadId: a.id, ok: false });
    expect(await store.head(ref)).toBeNull();
    await ingest.cancel({ batchId, uploadId: null });
    expect(outcomes(suite.files(batchId))).toEqual({ 'a.bin': 'cancelled', 'b.bin': 'cancelled' });
    expect(await readdir(join(library.folder, 'incoming')).catch(() => [])).toEqual([]);
  });

  it('leave nothing when they are cancelled while they are fetched', async () => {
    const { library } = suite;
    const bytes = noise(8_000_000, 61);
    const { batchId, uploads } = await library.ingest.beginBytes({
      files: [{ name: 'clip.bin', size: bytes.length, mime: 'application/octet-stream' }],
      target: await library.newTarget(),
    });
    const [upload] = uploads;
    if (upload === undefined) throw new Error('no upload');
    await fetch(upload.url, { method: 'PUT', body: new Uint8Array(bytes) });
    const finished = library.ingest.finishBytes({ uploadId: upload.id, ok: true });
    await library.ingest.cancel({ batchId, uploadId: null });
    await finished;
    await library.idle();
    expect(outcomes(suite.files(batchId))).toEqual({ 'clip.bin': 'cancelled' });
    expect(await readdir(join(library.folder, 'incoming'))).toEqual([]);
    expect(await inconsistencies(library)).toEqual([]);
  });
});

describe('originals on their way out', () => {
  async function publish(folder: string) {
    const { library } = suite;
    const files = {
      'photo.jpg': await photo(70),
      'note.txt': '겨울\r\n',
      [`${'긴'.repeat(83)}.txt`]: 'a long name',
    };
    const dropped = await writeFiles(join(suite.folder, folder), files);
    const { files: shown } = await suite.drop([dropped], await library.newTarget());
    const ids = shown.flatMap(({ assetId }) => (assetId === null ? [] : [assetId]));
    return { files, ids, assetOf: (name: string) => shown.find((file) => file.name === name)?.assetId };
  }

  it('are the bytes that came in, and never overwrite what a folder has', async () => {
    const { library } = suite;
    const { files, ids } = await publish('out');
    const destination = await writeFiles(join(suite.folder, 'saved'), {
      'photo.jpg': 'my own',
      'photo.jpg.part': 'my own too',
    });
    expect(await library.copies.save(ids, destination)).toEqual({ saved: 3, failed: [] });
    expect(await library.copies.save(ids, destination)).toEqual({ saved: 3, failed: [] });
    const read = (name: string) => readFile(join(destination, name));
    expect((await read('photo.jpg')).toString()).toBe('my own');
    expect((await read('photo.jpg.part')).toString()).toBe('my own too');
    expect(await read('photo (2).jpg')).toEqual(files['photo.jpg']);
    expect(await read('photo (3).jpg')).toEqual(files['photo.jpg']);
    expect((await read('note.txt')).toString()).toBe('겨울\r\n');
    expect(await readdir(destination)).toHaveLength(8);
  });

  it('are refused when the stored bytes are not those that came in', async () => {
    const { library } = suite;
    const { assetOf } = await publish('altered');
    const id = assetOf('photo.jpg');
    if (id === undefined || id === null) throw new Error('not published');
    await library.db
      .updateTable('public.generated_assets')
      .set({ checksum: createHash('sha256').update('others').digest('hex') })
      .where('id', '=', id)
      .execute();
    const destination = join(suite.folder, 'refused');
    await mkdir(destination);
    expect(await library.copies.save([id], destination)).toEqual({
      saved: 0,
      failed: [{ id, name: 'photo.jpg', code: 'verify_failed' }],
    });
    expect(await readdir(destination)).toEqual([]);
    await expect(library.copies.save([id], join(suite.folder, 'no such folder'))).resolves.toMatchObject({
      saved: 0,
    });
  });

  it('are told as missing where the store does not have them, and nothing else is', async () => {
    const { library } = suite;
    const { ids, assetOf } = await publish('lost');
    const id = assetOf('photo.jpg');
    if (id === undefined || id === null) throw new Error('not published');
    const states = () => Promise.all(ids.map((one) => library.copies.original(one)));
    expect(await states()).toEqual(['there', 'there', 'there']);
    const original = await library.versions.original({ id, number: 1 });
    const [bucket = '', ...key] = (original.path ?? '').split('/');
    await library.store.remove([{ bucket, key: key.join('/') }]);
    expect((await states()).filter((state) => state === 'missing')).toHaveLength(1);
    expect(await library.copies.original(id)).toBe('missing');

    const destination = await writeFiles(join(suite.folder, 'partly'), { 'mine.jpg': 'my own' });
    for (const metadata of ['kept', 'removed'] as const) {
      expect(await library.copies.save([id], destination, { metadata })).toEqual({
        saved: 0,
        failed: [{ id, name: 'photo.jpg', code: 'original_missing' }],
      });
    }
    const target = join(destination, 'mine.jpg');
    await expect(library.copies.saveAs(original, target)).rejects.toMatchObject({ code: 'original_missing' });
    expect(await readdir(destination)).toEqual(['mine.jpg']);
    expect((await readFile(target)).toString()).toBe('my own');
  });

  it('have links that give the bytes under the name', async () => {
    const { library } = suite;
    const { files, ids, assetOf } = await publish('links');
    const { urls } = await library.copies.downloadUrls(ids);
    const urlOf = (name: string) => urls.find(({ id }) => id === assetOf(name))?.url ?? '';
    const photoReply = await fetch(urlOf('photo.jpg'));
    expect(Buffer.from(await photoReply.arrayBuffer())).toEqual(files['photo.jpg']);
    expect(photoReply.headers.get('content-disposition')).toContain('photo.jpg');
    expect(await (await fetch(urlOf('note.txt'))).text()).toBe('겨울\r\n');
  });
});
