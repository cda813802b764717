import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaClient } from '../../../electron/media/client.ts';
import { prepareTemplate } from '../../../scripts/template/prepare.ts';
import type { CallOutput } from '../../../shared/contract/index.ts';
import type { AssetId } from '../../../shared/domain/ids.ts';
import type { EndpointChoice } from '../../../shared/domain/servers.ts';
import type { UploadTarget } from '../../../shared/domain/upload.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../../servers/embedders/start.ts';
import { writeFiles } from '../../support/drop-files.ts';
import { type OpenedLibrary, openLibrary, startMedia } from '../../support/open-library.ts';

const pictures = 30;
const builtin = 'sparklio-visual-480';
const first = 'infinity:test/clip:64';

let folder = '';
let media: MediaClient;
let server: EmbeddingServer;
let library: OpenedLibrary;
let target: UploadTarget;

beforeAll(async () => {
  await prepareTemplate();
  folder = await mkdtemp(join(tmpdir(), 'sparklio-models-'));
  media = startMedia();
  server = await startEmbeddingServer();
  library = await openLibrary({ folder: join(folder, 'library'), media });
  target = await library.newTarget();
  await drop('pictures', pictures);
});
afterAll(async () => {
  await library.close();
  await server.stop();
  media.dispose();
  await rm(folder, { recursive: true, force: true });
});

const endpoint = (): EndpointChoice => ({
  kind: 'endpoint',
  adapter: 'infinity',
  url: server.url,
  model: 'test/clip',
});

/** Drops pictures of which no two have the same bytes. */
async function drop(name: string, count: number): Promise<void> {
  const files = await Promise.all(
    Array.from({ length: count }, async () => {
      const i = made++;
      const background = { r: (i * 53) % 256, g: (i * 97 + 20) % 256, b: (i * 31 + 60) % 256 };
      const create = { width: 64 + i, height: 48, channels: 3 as const, background };
      return [`${i}.png`, await sharp({ create }).png().toBuffer()] as const;
    }),
  );
  const dropped = await writeFiles(join(folder, name), Object.fromEntries(files));
  await library.ingest.addPaths({ paths: [dropped], target });
  do await delay(50);
  while (library.board.isBusy());
}

let made = 0;

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await delay(50);
}

/** Until searches use a model. Every search on the way compares vectors of one model only. */
async function untilSearching(model: string): Promise<void> {
  await until(async () => (await searchOne()).model === model);
}

async function anAsset(): Promise<AssetId> {
  const { asset_id } = await library.db
    .selectFrom('sparklio.assets')
    .select('asset_id')
    .where('name', '=', '7.png')
    .executeTakeFirstOrThrow();
  return asset_id;
}

async function searchOne(): Promise<CallOutput<'similar.search'>> {
  const found = await library.similar.search({
    source: { kind: 'asset', assetId: await anAsset() },
    brandId: null,
    threshold: 0,
    limit: 100,
  });
  const models = await library.db
    .selectFrom('sparklio.asset_vectors')
    .select(['asset_id', 'model'])
    .where('vector', 'is not', null)
    .execute();
  const ofModel = new Set(
    models.filter(({ model }) => model === found.model).map(({ asset_id }) => asset_id),
  );
  for (const { asset } of found.results) expect(ofModel.has(asset.id)).toBe(true);
  return found;
}

async function searchWords(text: string): Promise<string[]> {
  const { results } = await library.similar.search({
    source: { kind: 'text', text },
    brandId: null,
    threshold: 0,
    limit: 3,
  });
  return results.map(({ asset }) => asset.name);
}

async function vectorsOf(model: string): Promise<number> {
  const rows = await library.db
    .selectFrom('sparklio.asset_vectors')
    .select('asset_id')
    .where('model', '=', model)
    .where('vector', 'is not', null)
    .execute();
  return rows.length;
}

/** Cosines of what other programs see with the vectors of a model. */
async function sharedOf(model: string): Promise<number[]> {
  const { rows } = await sql<{ cosine: number }>`
    select 1 - (subvector(g.embedding, 1, vector_dims(v.vector)) <=> v.vector) as cosine
    from public.generated_assets g join sparklio.asset_vectors v on v.asset_id = g.id
    where v.model = ${model} and v.vector is not null`.execute(library.db);
  return rows.map(({ cosine }) => cosine);
}

describe('a library of thirty pictures', () => {
  it('begins with the built-in embedder, which knows no words', async () => {
    await until(async () => (await vectorsOf(builtin)) === pictures);
    expect(await library.embedding.status()).toMatchObject({
      choice: { kind: 'builtin' },
      searching: builtin,
      model: builtin,
      text: false,
      problem: null,
    });
    await expect(searchWords('red')).rejects.toMatchObject({ code: 'no_text_model' });
    expect((await searchOne()).results.length).toBeGreaterThan(0);
  });

  it('refuses an endpoint that can not be used, and stays as it was', async () => {
    await server.set({ kind: 'ollama' });
    await expect(library.embedding.choose(endpoint(), null)).rejects.toMatchObject({
      code: 'server_part_failed',
      details: { part: 'embedding', cause: 'no_image_support' },
    });
    expect((await library.embedding.status()).choice).toEqual({ kind: 'builtin' });
  });

  it('searches over the old vectors until those of an endpoint are complete', async () => {
    await server.set({});
    const status = await library.embedding.choose(endpoint(), null);
    expect(status).toMatchObject({ model: first, searching: builtin, dimensions: 64 });
    await untilSearching(first);
    expect(await vectorsOf(first)).toBe(pictures);
    expect(await library.embedding.status()).toMatchObject({
      searching: first,
      text: true,
      embedded: pictures,
    });
    for (const cosine of await sharedOf(first)) expect(cosine).toBeCloseTo(1, 4);
  });

  it('is searched by words', async () => {
    expect(await searchWords('blue')).not.toEqual(await searchWords('red'));
    expect(await searchWords('빨간 구두')).toEqual(await searchWords('red'));
  });

  it('waits while the endpoint is away: nothing fails, searches by picture go on', async () => {
    await server.set({ fault: 'overloaded', retryAfter: 0 });
    await drop('more', 4);
    await until(async () => {
      await expect(searchWords('red')).rejects.toMatchObject({ code: 'server_part_failed', retry: true });
      return (await library.embedding.status()).state === 'away';
    });
    expect(await library.embedding.status()).toMatchObject({ problem: 'overloaded', failed: 0 });
    expect((await library.jobs.summary()).failed).toBe(0);
    expect((await searchOne()).model).toBe(first);
    await server.set({});
    await until(async () => (await vectorsOf(first)) === pictures + 4);
    expect((await library.embedding.status()).problem).toBeNull();
  });

  it('never mixes in another model that answers under the same name', async () => {
    await server.set({ seed: 2 });
    await drop('changed', 2);
    await until(async () => {
      library.embedding.wake();
      // Whatever was sent meanwhile, a look at the probe picture comes before anything is kept after a minute or a failure.
      await server.set({ fault: 'cut', faults: 3, seed: 2 });
      await searchWords('red').catch(() => undefined);
      return (await library.embedding.status()).problem === 'wrong_model';
    });
    await server.set({ seed: 2 });
    const status = await library.embedding.choose(endpoint(), null);
    expect(status).toMatchObject({ model: `${first}#2`, searching: first, problem: null });
    await untilSearching(`${first}#2`);
    expect(await vectorsOf(`${first}#2`)).toBe(pictures + 6);
  });

  it('goes back to a former model at once, whose vectors are still there', async () => {
    const status = await library.embedding.choose({ kind: 'builtin' }, null);
    expect(status).toMatchObject({ model: builtin, searching: builtin });
    expect((await searchOne()).model).toBe(builtin);
    await until(async () => (await vectorsOf(builtin)) === pictures + 6);
  });

  it('marks what a model can not see, and does not wait for it', async () => {
    const blank = { width: 40, height: 40, channels: 3 as const, background: '#ffffff' };
    const dropped = await writeFiles(join(folder, 'blank'), {
      'blank.png': await sharp({ create: blank }).png().toBuffer(),
    });
    await library.ingest.addPaths({ paths: [dropped], target });
    await until(async () => (await vectorsOf(builtin)) === pictures + 7);
    await server.set({ dimensions: 32 });
    await library.embedding.choose(endpoint(), null);
    await untilSearching('infinity:test/clip:32');
    expect(await library.embedding.status()).toMatchObject({
      state: 'ready',
      failed: 1,
      embedded: pictures + 6,
    });
    expect((await searchOne()).missing).toBe(0);
    const { failures } = await library.jobs.failures(10);
    expect(failures).toMatchObject([{ kind: 'embed', assetName: 'blank.png', code: 'embedding_refused' }]);
  });

  it('leaves vectors of other programs alone', async () => {
    const theirs = `[${Array.from({ length: 1536 }, (_, i) => (i === 0 ? 1 : 0)).join(',')}]`;
    const id = await anAsset();
    await library.db
      .updateTable('public.generated_assets')
      .set({ embedding: theirs })
      .where('id', '=', id)
      .execute();
    await server.set({ dimensions: 16 });
    await library.embedding.choose(endpoint(), null);
    await untilSearching('infinity:test/clip:16');
    const { embedding } = await library.db
      .selectFrom('public.generated_assets')
      .select('embedding')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(embedding).toBe(theirs);
    expect((await searchOne()).results.length).toBeGreaterThan(0);
  });
});
