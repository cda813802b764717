import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assetListSchema,
  similarResultSchema,
  uploadResultSchema,
} from '../../../electron/intake/api/schemas.ts';
import { Intake } from '../../../electron/intake/intake.ts';
import { SpoolFolder } from '../../../electron/intake/spool-folder.ts';
import type { MediaClient } from '../../../electron/media/client.ts';
import { samplePath } from '../../../electron/media/testing/samples.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import type { BrandId } from '../../../shared/domain/ids.ts';
import type { Filters } from '../../../shared/domain/query.ts';
import { profileIdSchema } from '../../../shared/domain/servers.ts';
import { intakeRequests } from '../../support/intake-requests.ts';
import { nodeSource } from '../../support/intake-suite.ts';
import { startMedia } from '../../support/open-library.ts';
import { type Adoptable, emptyTables } from '../adoption/adoptable.ts';
import { type Desk, everything, openDesk } from './desk.ts';

const patience = { timeout: 90_000, interval: 100 };
const limit = { timeout: 180_000 };
const profileId = profileIdSchema.parse(randomUUID());

/** The ways in of one desktop, as the app opens them: a folder of its own, an address of its own. */
async function openWaysIn(desk: Desk) {
  const folder = join(desk.folder, 'intake');
  const intake = await Intake.open({
    folder,
    nodeSource,
    session: {
      status: {
        state: 'open',
        kind: 'servers',
        profileId,
        name: 'Team',
        environment: 'dev',
        access: 'write',
      },
      current: profileId,
      library: desk.library,
    },
    version: '0.0.0',
    onChange: () => undefined,
  });
  await intake.update({ api: { enabled: true } });
  const token = await intake.createToken();
  const url = (await intake.status()).api.url ?? '';
  const spool = join(folder, 'spool');
  return { intake, spool, ...intakeRequests(() => ({ url, token })) };
}
type WaysIn = Awaited<ReturnType<typeof openWaysIn>>;

/** As programs do: the files, then their descriptions, each under its name only when it is whole. */
async function handInCopies(from: string, spool: string): Promise<void> {
  const names = await readdir(from);
  const isDescription = (name: string) => name.endsWith('.json');
  const sorted = names.toSorted((a, b) => Number(isDescription(a)) - Number(isDescription(b)));
  for (const name of sorted) {
    await copyFile(join(from, name), join(spool, `${name}.part`));
    await rename(join(spool, `${name}.part`), join(spool, name));
  }
}

describe.each(['customer', 'drifted'] as const)(
  'what programs hand in to a library with the %s variant of the shared tables',
  (kind) => {
    let place: Adoptable;
    let media: MediaClient;
    let folder: string;
    let one: Desk;
    let two: Desk;
    let here: WaysIn;
    let there: WaysIn;
    let brandId: BrandId;

    beforeAll(async () => {
      place = await emptyTables(kind);
      await openS3Store({ ...place.s3, region: 'us-east-1' }).ensureBuckets();
      await place.adopt();
      folder = await mkdtemp(join(tmpdir(), 'sparklio-ways-in-'));
      media = startMedia();
      one = await openDesk({ target: place.target(), media, folder });
      two = await openDesk({ target: place.target(), media, folder });
      here = await openWaysIn(one);
      there = await openWaysIn(two);
      brandId = (await one.library.library.createBrand({ name: '한겨울' })).id;
    }, 180_000);
    afterAll(async () => {
      await here?.intake.close();
      await there?.intake.close();
      await one?.close();
      await two?.close();
      media?.dispose();
      await place?.close();
      await rm(folder, { recursive: true, force: true });
    }, 180_000);

    const png = async (color: string): Promise<Uint8Array<ArrayBuffer>> =>
      Uint8Array.from(
        await sharp({ create: { width: 40, height: 30, channels: 3, background: color } })
          .png()
          .toBuffer(),
      );
    const rowsOf = (name: string) =>
      place.run('select id, checksum from public.generated_assets where original_name = $1', [name]);

    it('by the API is an asset that every desktop lists, gives and finds by its looks', limit, async () => {
      const upload = async (color: string) => {
        const fields = { brand: '한겨울', tags: '["api"]', name: `${color.slice(1)}.png` };
        const { status, body } = await here.upload(await png(color), fields);
        expect(status).toBe(201);
        return uploadResultSchema.parse(body);
      };
      const red = await upload('#d01020');
      const alike = await upload('#c81828');
      expect(red).toMatchObject({ brand_id: brandId, original_name: 'd01020.png', tags: ['api'] });

      const list = async () =>
        assetListSchema
          .parse((await there.request('/v1/assets?brand=한겨울')).body)
          .assets.map(({ asset_id }) => asset_id);
      expect((await list()).toSorted()).toEqual([red.asset_id, alike.asset_id].toSorted());
      const got = await there.request(`/v1/assets/${red.asset_id}`);
      expect(got).toMatchObject({ status: 200, body: { asset_id: red.asset_id, checksum: red.checksum } });

      const similar = async () => {
        const { status, body } = await there.json(`/v1/assets/${red.asset_id}/similar`, { brand: brandId });
        return status === 200
          ? similarResultSchema.parse(body).results.map(({ asset }) => asset.asset_id)
          : [];
      };
      await expect.poll(similar, patience).toEqual([alike.asset_id]);
    });

    it('under one key at two desktops at once is taken once', limit, async () => {
      const key = { 'idempotency-key': `render/${randomUUID()}` };
      const bytes = await png('#10a040');
      const fields = { brand: brandId, name: 'keyed.png', duplicates: 'keep' };
      const answers = await Promise.all([
        here.upload(bytes, fields, key),
        there.upload(bytes, fields, key),
        here.upload(bytes, fields, key),
      ]);
      const ids = answers.map(({ body }) => uploadResultSchema.parse(body).asset_id);
      expect(new Set(ids).size).toBe(1);
      expect(await rowsOf('keyed.png')).toHaveLength(1);
    });

    it('by the spool folder is taken once, also where two desktops have a copy of it', limit, async () => {
      const aside = new SpoolFolder(join(folder, 'written'));
      const count = 8;
      for (let index = 0; index < count; index += 1) {
        const draft = await aside.receive(Readable.from([await png(`#0000${10 + index}`)]), 'x.png');
        await draft.commit({
          key: null,
          name: 'spooled.png',
          brand: '한겨울',
          project: null,
          tags: ['spool'],
          source: 'comfyui',
          source_metadata: { tool: 'comfyui', seed: index },
          duplicates: 'keep',
          library: profileId,
        });
      }
      await Promise.all([here, there].map(({ spool }) => handInCopies(aside.path, spool)));
      for (const { intake } of [here, there]) await intake.retry();
      const waiting = async () =>
        (await Promise.all([here, there].map(({ spool }) => readdir(spool))))
          .flat()
          .filter((name) => name !== 'set-aside');
      await expect.poll(waiting, patience).toEqual([]);
      const rows = await rowsOf('spooled.png');
      expect(rows).toHaveLength(count);
      expect(new Set(rows.map(({ checksum }) => checksum)).size).toBe(count);
    });

    it('is told, found and filtered by how it was made, on every desktop', limit, async () => {
      const dropped = await mkdtemp(join(folder, 'made-'));
      const paths = ['comfyui.webp', 'claimed-composite.jpg', 'inks.jpg'].map((name) => join(dropped, name));
      await Promise.all(paths.map((path) => copyFile(samplePath(path.slice(dropped.length + 1)), path)));
      await one.drop(paths, brandId);
      const names = async (text: string, filters: Filters = {}) => {
        const query = { ...everything, text, filters: { ...filters, types: ['image' as const] } };
        const { assets } = await two.library.library.page({ query, cursor: null, limit: 100 });
        return assets.map(({ name }) => name);
      };
      // Known once the render job has read the file, on whichever desktop that runs.
      await expect.poll(() => names('겨울 신발'), patience).toEqual(['comfyui.webp']);
      await expect.poll(() => names('', { ai: ['partly'] }), patience).toEqual(['claimed-composite.jpg']);
      expect(await names('', { ai: ['yes'] })).toContain('comfyui.webp');
      expect(await names('', { ai: ['yes'] })).not.toContain('inks.jpg');
      const [row] = await rowsOf('comfyui.webp');
      const got = await there.request(`/v1/assets/${row?.id}`);
      expect(got.status).toBe(200);
    });
  },
);
