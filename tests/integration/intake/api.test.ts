import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  assetListSchema,
  assetSchema,
  brandListSchema,
  errorSchema,
  healthSchema,
  similarResultSchema,
  uploadResultSchema,
  uploadStateSchema,
} from '../../../electron/intake/api/schemas.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { type Answer, intakeSuite } from '../../support/intake-suite.ts';

const suite = intakeSuite();
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const refusal = ({ status, body }: Answer) => ({ status, code: errorSchema.parse(body).error.code });

async function png(color: string): Promise<Uint8Array<ArrayBuffer>> {
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: color } });
  return Uint8Array.from(await picture.png().toBuffer());
}

describe('a file in a form', () => {
  it('becomes an asset in the brand and project that are named, and is told with the names of the backend', async () => {
    const { brand, project } = await suite.place();
    const bytes = await png('#c02030');
    const { status, body } = await suite.upload(bytes, {
      brand: brand.name,
      project: '봄-캠페인',
      tags: '["red", "shoe/summer"]',
      name: '구두.png',
      source: 'llm',
      source_metadata: '{"seed": 7, "prompt": "a red shoe\\u0000"}',
    });
    expect(status).toBe(201);
    const asset = uploadResultSchema.parse(body);
    expect(asset).toMatchObject({
      brand_id: brand.id,
      project_id: project.id,
      type: 'image',
      original_name: '구두.png',
      file_size: bytes.length,
      mime_type: 'image/png',
      checksum: sha256(bytes),
      source: 'llm',
      source_metadata: { seed: 7, prompt: 'a red shoe' },
      tags: ['red', 'shoe/summer'],
      status: 'active',
      width: 40,
      height: 30,
      duplicate: false,
    });
    expect(asset.minio_path).toMatch(
      new RegExp(
        `^\\w+-sparklio-assets/images/${brand.id}/${project.id}/\\d{4}/\\d\\d/\\d\\d/${asset.asset_id}\\.png$`,
      ),
    );
    const original = await fetch(asset.presigned_url ?? '');
    expect(sha256(new Uint8Array(await original.arrayBuffer()))).toBe(sha256(bytes));
    expect(await readdir(suite.spool)).toEqual([]);
  });

  it('is told as a duplicate where the brand has the bytes, and kept when that is wanted', async () => {
    const { brand } = await suite.place();
    const text = `note ${randomUUID()}`;
    const first = uploadResultSchema.parse((await suite.upload(text, { brand: brand.id })).body);
    const second = await suite.upload(text, { brand: brand.id });
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ asset_id: first.asset_id, duplicate: true });
    const kept = await suite.upload(text, { brand: brand.id, duplicates: 'keep' });
    expect(kept.status).toBe(201);
    expect(uploadResultSchema.parse(kept.body).asset_id).not.toBe(first.asset_id);
  });

  it('is taken once under an Idempotency-Key: at the same time, again, and after a restart of everything', async () => {
    const { brand } = await suite.place();
    const text = `note ${randomUUID()}`;
    const key = { 'idempotency-key': `key/${randomUUID()}` };
    const send = () => suite.upload(text, { brand: brand.id, duplicates: 'keep' }, key);
    const answers = await Promise.all([send(), send(), send()]);
    await suite.intake.close();
    await suite.library.close();
    await suite.reopenLibrary();
    await suite.open();
    answers.push(await send());
    const ids = answers.map(({ body }) => uploadResultSchema.parse(body).asset_id);
    expect(new Set(ids).size).toBe(1);
    const state = await suite.request(`/v1/uploads/${encodeURIComponent(key['idempotency-key'])}`);
    expect(uploadStateSchema.parse(state.body)).toMatchObject({
      status: 'published',
      asset: { asset_id: ids[0] },
    });
  });

  it('is refused where another one has its Idempotency-Key, and that one stays', async () => {
    const { brand } = await suite.place();
    const key = { 'idempotency-key': randomUUID() };
    const [first, other] = [`one ${randomUUID()}`, `two ${randomUUID()}`];
    const send = (text: string) => suite.upload(text, { brand: brand.id }, key);
    const { asset_id: id } = uploadResultSchema.parse((await send(first)).body);
    expect(refusal(await send(other))).toEqual({ status: 422, code: 'idempotency_key_reused' });
    expect((await send(first)).body).toMatchObject({ asset_id: id, checksum: sha256(first) });
    await suite.intake.update({ api: { allowPaths: true } });
    const path = join(suite.folder, `${randomUUID()}.txt`);
    await writeFile(path, other);
    expect(refusal(await suite.json('/v1/assets', { path, brand: brand.id }, key))).toEqual({
      status: 422,
      code: 'idempotency_key_reused',
    });
    await suite.intake.update({ api: { allowPaths: false } });
    expect(await readdir(suite.spool)).toEqual([]);
  });

  it('gets in with a name, and with words about it, however long they are', async () => {
    const { brand } = await suite.place();
    const form = new FormData();
    form.append('brand', brand.id);
    form.append('source_metadata', JSON.stringify({ workflow: '\u0001'.repeat(1_000_000) }));
    form.append('file', new Blob([randomUUID()]), `${'가'.repeat(300)}.txt`);
    const { status, body } = await suite.request('/v1/assets', { method: 'POST', body: form });
    expect(status).toBe(201);
    expect([...uploadResultSchema.parse(body).original_name]).toHaveLength(255);
  });

  it('keeps every digit of a seed', async () => {
    const fields = { source_metadata: '{"seed": 18446744073709551615}' };
    const { body } = await suite.upload(randomUUID(), fields);
    expect(body).toMatchObject({ source_metadata: { seed: '18446744073709551615' } });
  });

  it('that nobody waits for gets in all the same', async () => {
    const { brand } = await suite.place();
    const { status, headers, body } = await suite.upload(
      `note ${randomUUID()}`,
      { brand: brand.id },
      { prefer: 'wait=0' },
    );
    expect(status).toBe(202);
    expect(uploadStateSchema.parse(body).status).toBe('pending');
    const state = async () =>
      uploadStateSchema.parse((await suite.request(headers.get('location') ?? '')).body).status;
    await expect.poll(state, { timeout: 30_000 }).toBe('published');
  });

  it('that is no file, is empty or goes nowhere is refused, and nothing of it is left', async () => {
    const { brand } = await suite.place();
    const text = 'note';
    const answers = [
      await suite.upload('', { brand: brand.id }),
      await suite.upload(text, { brand: 'No such brand' }),
      await suite.upload(text, { brand: brand.id, project: 'No such project' }),
      await suite.upload(text, { brand: brand.id, colour: 'red' }),
      await suite.upload(text, { brand: brand.id, source_metadata: '{' }),
      await suite.upload(text, { brand: brand.id }, { 'idempotency-key': 'with a space' }),
      await suite.request('/v1/assets', { method: 'POST', body: new FormData() }),
      await suite.request('/v1/assets', { method: 'POST', body: text }),
      await suite.request('/v1/assets', {
        method: 'POST',
        body: '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncut off',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      }),
    ];
    expect(answers.map(refusal)).toEqual([
      { status: 400, code: 'file_empty' },
      { status: 404, code: 'brand_not_found' },
      { status: 404, code: 'project_not_found' },
      { status: 400, code: 'invalid_input' },
      { status: 400, code: 'invalid_input' },
      { status: 400, code: 'invalid_input' },
      { status: 400, code: 'invalid_input' },
      { status: 415, code: 'unsupported_media_type' },
      { status: 400, code: 'invalid_input' },
    ]);
    expect(await readdir(suite.spool)).toEqual([]);
  });
});

describe('a file by its path', () => {
  it('is taken only where the settings allow it, and stays where it is', async () => {
    const { brand } = await suite.place();
    const path = join(suite.folder, `${randomUUID()}.txt`);
    await writeFile(path, path);
    expect(refusal(await suite.json('/v1/assets', { path, brand: brand.id }))).toEqual({
      status: 403,
      code: 'paths_not_allowed',
    });
    await suite.intake.update({ api: { allowPaths: true } });
    const { status, body } = await suite.json('/v1/assets', { path, brand_id: brand.id, tags: ['by path'] });
    expect(status).toBe(201);
    expect(uploadResultSchema.parse(body)).toMatchObject({ checksum: sha256(path), tags: ['by path'] });
    expect(await readFile(path, 'utf8')).toBe(path);
  });

  it('is refused when it is none', async () => {
    const folder = join(suite.folder, randomUUID());
    await mkdir(folder);
    const { brand } = await suite.place();
    const refused = async (path: string) =>
      refusal(await suite.json('/v1/assets', { path, brand: brand.id }));
    expect(await refused(folder)).toEqual({ status: 400, code: 'not_a_file' });
    expect(await refused(join(folder, 'none.png'))).toEqual({ status: 404, code: 'file_missing' });
    expect(await refused('relative.png')).toEqual({ status: 400, code: 'invalid_input' });
    expect(await refused('/dev/zero')).toEqual({ status: 400, code: 'not_a_file' });
  });
});

describe('what is asked', () => {
  it('assets come newest first, page by page, by brand, project, type, tag and words', async () => {
    const { brand, project } = await suite.place();
    const words = randomUUID().slice(0, 8);
    for (const name of ['one', 'two', 'three']) {
      const fields = { brand: brand.id, project: project.id, name: `${name} ${words}.txt`, tags: name };
      expect((await suite.upload(`${name} ${words}`, fields)).status).toBe(201);
    }
    const list = async (query: Record<string, string>) =>
      assetListSchema.parse((await suite.request(`/v1/assets?${new URLSearchParams(query)}`)).body);
    const names = (assets: readonly { original_name: string }[]) =>
      assets.map(({ original_name: name }) => name.split(' ')[0]);

    const first = await list({ brand: brand.name, limit: '2' });
    const second = await list({ brand: brand.name, limit: '2', cursor: first.next_cursor ?? '' });
    expect([names(first.assets), names(second.assets), second.next_cursor]).toEqual([
      ['three', 'two'],
      ['one'],
      null,
    ]);
    expect(names((await list({ brand: brand.id, project: project.name, tag: 'two' })).assets)).toEqual([
      'two',
    ]);
    expect(names((await list({ brand: brand.id, type: 'image' })).assets)).toEqual([]);
    expect((await list({ q: words })).assets).toHaveLength(3);
    const [asset] = first.assets;
    expect((await suite.request(`/v1/assets/${asset?.asset_id}`)).body).toEqual({
      ...asset,
      presigned_expires_at: expect.any(String),
    });
    expect(assetSchema.safeParse(asset).success).toBe(true);
  });

  it('what does not parse or is not there is refused', async () => {
    const get = async (path: string) => refusal(await suite.request(path));
    expect(await get('/v1/assets?limit=0')).toEqual({ status: 400, code: 'invalid_input' });
    expect(await get('/v1/assets?limit=1&limit=2')).toEqual({ status: 400, code: 'invalid_input' });
    expect(await get('/v1/assets?cursor=nonsense')).toEqual({ status: 400, code: 'invalid_input' });
    expect(await get('/v1/assets?project=x')).toEqual({ status: 400, code: 'invalid_input' });
    expect(await get('/v1/uploads/%00')).toEqual({ status: 404, code: 'not_found' });
    expect((await suite.request('/v1/assets?q=%00')).status).toBe(200);
    expect(await get('/v1/assets?brand=nobody')).toEqual({ status: 404, code: 'brand_not_found' });
    expect(await get(`/v1/assets/${randomUUID()}`)).toEqual({ status: 404, code: 'not_found' });
    expect(await get("/v1/assets/' or 1=1")).toEqual({ status: 404, code: 'not_found' });
    expect(await get('/v1/uploads/unknown')).toEqual({ status: 404, code: 'not_found' });
    expect(await get('/v1/../../etc/passwd')).toEqual({ status: 404, code: 'not_found' });
  });

  it('brands and their projects have ids, names and slugs', async () => {
    const { brand, project } = await suite.place();
    const { brands } = brandListSchema.parse((await suite.request('/v1/brands')).body);
    expect(brands.find(({ brand_id }) => brand_id === brand.id)).toMatchObject({
      name: brand.name,
      projects: [{ project_id: project.id, name: '봄 캠페인', slug: '봄-캠페인' }],
    });
  });

  it('pictures that look like one come with how alike they are', async () => {
    const { brand } = await suite.place();
    const red = uploadResultSchema.parse(
      (await suite.upload(await png('#d01020'), { brand: brand.id })).body,
    );
    const other = uploadResultSchema.parse(
      (await suite.upload(await png('#c81828'), { brand: brand.id })).body,
    );
    await suite.library.idle();
    const search = { brand: brand.id, limit: 5 };
    const like = await suite.json(`/v1/assets/${red.asset_id}/similar`, search);
    expect(like.status).toBe(200);
    expect(similarResultSchema.parse(like.body).results.map(({ asset }) => asset.asset_id)).toEqual([
      other.asset_id,
    ]);
    const form = new FormData();
    form.append('brand', brand.id);
    form.append('file', new Blob([await png('#d01020')]), 'red.png');
    const found = await suite.request('/v1/similar', { method: 'POST', body: form });
    const [best] = similarResultSchema.parse(found.body).results;
    expect(best?.asset.asset_id).toBe(red.asset_id);
    expect(best?.similarity).toBeGreaterThan(0.99);
    form.set('file', new Blob(['no picture']), 'red.png');
    const refused = await suite.request('/v1/similar', { method: 'POST', body: form });
    expect(refusal(refused)).toEqual({ status: 422, code: 'unsupported' });
    expect(await readdir(suite.spool)).toEqual([]);
  });
});

describe('without a library that can be written to', () => {
  const upload = async () => refusal(await suite.upload('note'));

  it('answers 503 where none is open, and says how it is', async () => {
    suite.session.status = { state: 'none' };
    expect(await upload()).toEqual({ status: 503, code: 'library_not_open' });
    expect(refusal(await suite.request('/v1/assets'))).toEqual({ status: 503, code: 'library_not_open' });
    const health = healthSchema.parse((await suite.request('/v1/health')).body);
    suite.session.status = suite.openStatus;
    expect(health).toEqual({ status: 'library_not_open', library: null, access: null, version: '1.2.3' });
    expect((await suite.request('/v1/health')).body).toMatchObject({ status: 'ok', library: 'My library' });
  });
});

it('leaves nothing half-done behind', async () => {
  await suite.library.idle();
  expect(await inconsistencies(suite.library)).toEqual([]);
  expect(await readdir(suite.spool)).toEqual([]);
});
