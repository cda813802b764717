import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'minio';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogin } from '../../../electron/connection/adoption/index.ts';
import { openServersLibrary, type ServersLibrary } from '../../../electron/connection/servers-library.ts';
import type { MediaClient } from '../../../electron/media/client.ts';
import { openSettings } from '../../../electron/settings/settings.ts';
import { assetIdSchema, brandIdSchema } from '../../../shared/domain/ids.ts';
import { everything } from '../../support/library.ts';
import { startMedia } from '../../support/open-library.ts';
import { clientOf } from '../../support/s3-client.ts';
import type { AssetRow } from '../fixtures/assets.ts';
import { brands, people } from '../fixtures/library.ts';
import { loaded } from './adoptable.ts';

const password = 'a-password-of-their-own';
const resources = join(import.meta.dirname, '..', '..', '..', 'resources');

/** As a team's marketer works: with a role that may not make or change a single table. */
describe.each(['customer', 'drifted'] as const)('a library on the adopted %s database', (kind) => {
  let servers: Awaited<ReturnType<typeof loaded>>;
  let library: ServersLibrary;
  let media: MediaClient;
  let s3: Client;
  let folder = '';
  let login = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparklio-adopted-'));
    servers = await loaded(kind);
    await servers.adopt();
    login = `marketer_${servers.database}`;
    await createLogin(servers.engine, { access: 'member', login, password });
    s3 = clientOf(servers.s3);
    media = startMedia();
    const target = servers.target();
    library = await openServersLibrary(
      {
        ...target,
        database: { ...target.database, user: login },
        person: { email: people.marketer.email.toUpperCase(), name: 'Mina' },
        secrets: { ...target.secrets, databasePassword: password },
      },
      {
        desktopId: randomUUID(),
        media,
        settings: await openSettings(folder),
        publish: () => undefined,
        firstBrandName: () => 'First',
        folders: { spool: join(folder, 'incoming'), resources },
        onExit: () => undefined,
      },
    );
  });
  afterAll(async () => {
    await library?.close();
    media?.dispose();
    await servers.run(`drop owned by ${login}; drop role ${login}; drop owned by sparklio_member`);
    await servers.close();
    await rm(folder, { recursive: true, force: true });
  });

  const idOf = (name: string) => assetIdSchema.parse(servers.variant.asset(name).id);
  const winter = brandIdSchema.parse(brands.winter.id);
  const row = async (id: string) =>
    (await servers.run('select * from generated_assets where id = $1', [id]))[0] ?? null;
  const has = async (key: string): Promise<boolean> =>
    await s3.statObject(servers.variant.buckets.assets, key).then(
      () => true,
      () => false,
    );
  async function drop(...paths: string[]) {
    const target = { brandId: winter, projectId: null, foldersAsProjects: false, tags: ['dropped'] };
    const { batchId } = await library.ingest.addPaths({ paths, target });
    const ended = new Set(['published', 'duplicate', 'failed']);
    const files = () => library.board.files({ batchId, states: null, offset: 0, limit: 100 }).files;
    await expect
      .poll(() => files().length === paths.length && files().every(({ state }) => ended.has(state)), {
        timeout: 20_000,
      })
      .toBe(true);
    return files();
  }

  it('lists and searches what other programs wrote', async () => {
    const { assets } = await library.library.page({ query: everything, cursor: null, limit: 200 });
    const shown = servers.variant.assets.filter(({ status }) => status !== 'deleted');
    expect(assets.map(({ id }) => id).toSorted()).toEqual(shown.map(({ id }) => id).toSorted());
    const found = await library.library.page({
      query: { ...everything, text: '하이힐' },
      cursor: null,
      limit: 10,
    });
    expect(found.assets.map(({ name }) => name)).toEqual(['빨간 하이힐.jpg']);
    const catalog = await library.library.catalog();
    expect(catalog.brands.map(({ name }) => name).toSorted()).toEqual(
      Object.values(brands)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('opens every original, however its path is spelled', async () => {
    const rows = servers.variant.assets.filter(
      ({ object, status }) => object !== null && status !== 'deleted',
    );
    const broken = await Promise.all(
      rows.map(async ({ id, name, object }: AssetRow) => {
        const { originalUrl, checksum } = await library.library.get({ id: assetIdSchema.parse(id) });
        if (originalUrl === null) return `${name}: none`;
        const answer = await fetch(originalUrl);
        if (!answer.ok) return `${name}: ${answer.status}`;
        const bytes = Buffer.from(await answer.arrayBuffer());
        if (checksum?.includes(':') === true) return `${name}: checksum`;
        return object?.content.bytes.equals(bytes) === true ? null : `${name}: other bytes`;
      }),
    );
    expect(broken.filter((one) => one !== null)).toEqual([]);
    expect((await library.library.get({ id: idOf('lost.png') })).originalUrl).toBeNull();
  });

  it('saves copies of every spelling and of texts', async () => {
    const rows = servers.variant.assets.filter(
      ({ status, object, text }) => status !== 'deleted' && (object ?? text) !== null,
    );
    const out = await mkdtemp(join(folder, 'out-'));
    const ids = rows.map(({ id }) => assetIdSchema.parse(id));
    expect(await library.copies.save(ids, out)).toEqual({ saved: ids.length, failed: [] });
    expect(await readFile(join(out, 'caption'), 'utf8')).toBe(servers.variant.asset('caption').text?.content);
  });

  it('makes brands and projects with what the other backend requires', async () => {
    const brand = await library.library.createBrand({ name: `New ${kind}` });
    const project = await library.library.createProject({ brandId: brand.id, name: 'Spring' });
    const [made] = await servers.run('select * from brands where id = $1', [brand.id]);
    expect(made).toMatchObject({ name: `New ${kind}` });
    if (kind === 'drifted') expect(made?.owner_id).toBe(people.marketer.id);
    await library.library.updateBrand({ id: brand.id, name: 'Renamed', color: undefined, archived: true });
    await library.library.updateProject({ id: project.id, name: 'Summer', archived: true });
    expect(await servers.run('select name, status from projects where id = $1', [project.id])).toEqual([
      { name: 'Summer', status: 'archived' },
    ]);
    if (kind === 'customer') return;
    await servers.run('update brands set deleted_at = now() where id = $1', [brand.id]);
    expect((await library.library.catalog()).brands.map(({ id }) => id)).not.toContain(brand.id);
    expect((await library.library.createBrand({ name: 'Renamed' })).id).not.toBe(brand.id);
  });

  it('uploads, finds duplicates under both spellings of a checksum, and makes renditions and vectors', async () => {
    const picture = join(folder, '새 사진.png');
    await sharp({ create: { width: 300, height: 200, channels: 3, background: '#c03' } })
      .png()
      .toFile(picture);
    const note = join(folder, 'short.txt');
    await writeFile(note, '짧은 글');
    const known = ['ComfyUI_00001_.png', 'ComfyUI_00002_.png'].map((name) => servers.variant.asset(name));
    expect(known.map(({ checksum }) => checksum?.startsWith('sha256:'))).toEqual([false, true]);
    const again = await Promise.all(
      known.map(async ({ object, name }) => {
        const path = join(folder, name);
        await writeFile(path, object?.content.bytes ?? '');
        return path;
      }),
    );
    const files = await drop(picture, note, ...again);
    expect(Object.fromEntries(files.map(({ name, state }) => [name, state]))).toMatchObject({
      '새 사진.png': 'published',
      'short.txt': 'published',
    });
    expect(files.filter(({ state }) => state === 'duplicate').map(({ assetId }) => assetId)).toEqual(
      known.map(({ id }) => id),
    );
    const id = files.find(({ name }) => name === '새 사진.png')?.assetId ?? '';
    expect(await row(id)).toMatchObject({
      user_id: people.marketer.id,
      source: 'uploader',
      status: 'active',
      tags: ['dropped'],
      [kind === 'drifted' ? 'asset_metadata' : 'metadata']: {},
    });
    await expect
      .poll(async () => (await row(id))?.embedding, { timeout: 40_000, interval: 250 })
      .not.toBeNull();
    const details = await library.library.get({ id: assetIdSchema.parse(id) });
    expect(details).toMatchObject({ rendition: 'ready', width: 300, height: 200, hasVector: true });
    const similar = async () =>
      await library.similar.search({
        source: { kind: 'asset', assetId: assetIdSchema.parse(id) },
        brandId: winter,
        threshold: -1,
        limit: 10,
      });
    // Pictures of other programs get their vectors in the background.
    await expect
      .poll(async () => (await similar()).results.length, { timeout: 60_000, interval: 500 })
      .toBeGreaterThan(2);
    const { results } = await similar();
    expect(results.every(({ asset }) => asset.id !== id)).toBe(true);
  });

  it('tags, rates, renames, moves and takes it all back, where the other programs see it', async () => {
    const id = idOf('no checksum.webp');
    const before = await row(id);
    const edits = [
      await library.library.tag({ ids: [id], add: ['가을'], remove: [] }),
      await library.library.rename({ id, name: `${'아주 긴 이름 '.repeat(80)}` }),
      await library.library.move({ ids: [id], brandId: winter, projectId: null }),
    ];
    await library.library.rate({ ids: [id], rating: 4 });
    await library.library.annotate({ id, note: '메모' });
    expect(await row(id)).toMatchObject({ tags: ['가을'], brand_id: winter });
    expect(String((await row(id))?.original_name)).toMatch(/^아주 긴 이름 .*\.webp$/);
    for (const { undoId } of edits.toReversed()) await library.library.undo({ undoId });
    const { updated_at: _, ...after } = (await row(id)) ?? {};
    const { updated_at: __, ...was } = before ?? {};
    expect(after).toEqual(was);
  });

  it('trashes, restores and purges with the object, under whichever spelling it lies', async () => {
    const kept = idOf('heel elsewhere.jpg');
    await library.library.trash({ ids: [kept] });
    expect(await row(kept)).toMatchObject({ status: 'deleted' });
    await library.library.restore({ ids: [kept] });
    expect(await row(kept)).toMatchObject({ status: 'active', deleted_at: null });

    const gone = servers.variant.assets.filter(
      ({ object, minioPath, status }) =>
        object !== null && status === 'active' && !minioPath.endsWith(object.key),
    );
    expect(gone.length).toBeGreaterThan(1);
    const shared = servers.variant.asset('archived.png');
    await servers.run(
      `insert into generated_assets (id, brand_id, user_id, type, minio_path, original_name, file_size, source_metadata, tags)
       select gen_random_uuid(), brand_id, user_id, type, minio_path, 'same object.png', file_size, '{}', '{}'
       from generated_assets where id = $1`,
      [shared.id],
    );
    const ids = [...gone, shared].map(({ id }) => assetIdSchema.parse(id));
    await library.library.trash({ ids });
    expect(await library.purge(ids)).toBe(ids.length);
    for (const { id, object } of gone) {
      expect(await row(id)).toBeNull();
      await expect.poll(() => has(object?.key ?? '')).toBe(false);
    }
    expect(await has(shared.object?.key ?? '')).toBe(true);
  });

  it('adds up what is stored', async () => {
    const usage = await library.usage.summary();
    const [sum] = await servers.run(
      `select count(*)::int as assets, sum(file_size)::int as bytes from generated_assets where status in ('active', 'archived')`,
    );
    expect(usage).toMatchObject({ assets: sum?.assets, bytes: sum?.bytes });
  });
});
