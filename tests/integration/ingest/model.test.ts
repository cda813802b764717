import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureLocalUser } from '../../../electron/database/local-user.ts';
import { AppError } from '../../../electron/errors.ts';
import { UploadBoard } from '../../../electron/ingest/board.ts';
import { Journal } from '../../../electron/ingest/journal.ts';
import { newUpload } from '../../../electron/ingest/new-upload.ts';
import { Publisher } from '../../../electron/ingest/publisher.ts';
import { finishCancelled, restoreUpload } from '../../../electron/ingest/recover.ts';
import { Remains } from '../../../electron/ingest/remains.ts';
import type { FileIdentity, Upload } from '../../../electron/ingest/upload.ts';
import { startEmbeddedStore } from '../../../electron/storage/embedded/index.ts';
import { buildObjectKey } from '../../../electron/storage/keys.ts';
import type { ObjectStore } from '../../../electron/storage/port.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import {
  assetIdSchema,
  type BrandId,
  batchIdSchema,
  brandIdSchema,
  type UploadId,
} from '../../../shared/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

/** A failed run names its seed: `SPARKLIO_SEED=7`. */
const seed = Number(process.env.SPARKLIO_SEED ?? 4);
const numRuns = process.env.SPARKLIO_LONG === '1' ? 300 : 15;

const keys = { accessKey: 'test-access', secretKey: 'test-secret-key' };
let database: TestDatabase;
let store: ObjectStore;
let closeStore: () => Promise<void>;
let userId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const dataDir = join(database.folder, 'objects');
  await mkdir(dataDir, { recursive: true });
  const embedded = await startEmbeddedStore({ dataDir, port: 0, ...keys, allowedOrigins: [] });
  const address = { host: '127.0.0.1', port: embedded.port, secure: false, region: 'us-east-1' };
  store = openS3Store({ ...address, ...keys, bucketPrefix: 'dev-' });
  await store.ensureBuckets();
  closeStore = () => embedded.close();
  userId = await ensureLocalUser(database.db, 'tester');
});
afterAll(async () => {
  store.agent.destroy();
  await closeStore();
  await database.close();
});

/** What there has to be of a file, as far as a person may rely on it. */
type Known = 'waiting' | 'failed' | 'published' | 'givenUp';
interface Model {
  readonly files: Map<UploadId, Known>;
}

/** One life of the app after the other over the same database and store. */
class World {
  readonly batchId = batchIdSchema.parse(randomUUID());
  readonly brandId: BrandId;
  /** The store can't be reached. */
  isAway = false;
  journal = new Journal(database.db, null);
  board = new UploadBoard(() => undefined);
  remains: Remains;
  publisher: Publisher;

  constructor(brandId: BrandId) {
    this.brandId = brandId;
    const { remains, publisher } = this.#begin();
    this.remains = remains;
    this.publisher = publisher;
  }

  #begin() {
    this.journal = new Journal(database.db, null);
    this.board = new UploadBoard(() => undefined);
    const { batchId: id, brandId } = this;
    this.board.openBatch({ id, createdAt: new Date(), title: 'Drop', brandId, projectId: null });
    const away = async <T>(work: () => Promise<T>): Promise<T> => {
      if (this.isAway) throw new AppError('service_unavailable', 'Away', {}, true);
      return await work();
    };
    const reached: ObjectStore = {
      ...store,
      remove: (refs) => away(() => store.remove(refs)),
      abortMultipart: (ref, upload) => away(() => store.abortMultipart(ref, upload)),
      findMultipart: (ref) => away(() => store.findMultipart(ref)),
    };
    return {
      remains: new Remains({ db: database.db, store: reached, journal: this.journal }),
      publisher: new Publisher({ db: database.db, jobs: null, userId }),
    };
  }

  /** Everything in memory is gone; what comes next knows the journal alone. */
  async crash(): Promise<void> {
    const { remains, publisher } = this.#begin();
    this.remains = remains;
    this.publisher = publisher;
    for (const row of await this.journal.unfinished()) this.board.add(restoreUpload(row, false));
  }

  uploads(...states: Upload['state'][]): Upload[] {
    return this.board.uploads(this.batchId).filter(({ state }) => states.includes(state));
  }

  some(random: number, ...states: Upload['state'][]): Upload | undefined {
    const uploads = this.uploads(...states).toSorted((a, b) => a.name.localeCompare(b.name));
    return uploads[Math.floor(random * uploads.length)];
  }
}

const bytesOf = ({ name }: Upload): Buffer => Buffer.from(`The bytes of ${name}`);
const identityOf = (upload: Upload): FileIdentity => ({
  sha256: createHash('sha256').update(bytesOf(upload)).digest('hex'),
  size: bytesOf(upload).length,
  mtimeMs: 1_700_000_000_000,
  type: 'document',
  mime: 'application/octet-stream',
  ext: 'bin',
  dimensions: null,
});

type Command = fc.AsyncCommand<Model, World>;
let named = 0;

class Step implements Command {
  readonly #name: string;
  readonly #run: (model: Model, world: World) => Promise<void>;

  constructor(name: string, run: (model: Model, world: World) => Promise<void>) {
    this.#name = name;
    this.#run = run;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, world: World): Promise<void> {
    await this.#run(model, world);
    expect(await broken(model, world)).toEqual([]);
  }

  toString(): string {
    return this.#name;
  }
}

const place = fc.double({ min: 0, max: 0.999, noNaN: true });

/** What can happen to the file of a drop that stands at `at`, as the pipeline and the person do it. */
const commands = [
  fc.integer({ min: 1, max: 3 }).map(
    (files) =>
      new Step(`drop ${files}`, async (model, world) => {
        const uploads = Array.from({ length: files }, () => {
          named += 1;
          const name = `${String(named).padStart(6, '0')}.bin`;
          const found = {
            kind: 'file',
            path: `/drop/${name}`,
            name,
            folder: '',
            root: null,
            dropped: 0,
            size: 30,
          } as const;
          const target = { brandId: world.brandId, tags: [] };
          return newUpload({
            found,
            batchId: world.batchId,
            target,
            projectId: null,
            keepDuplicate: false,
            addedAt: new Date(),
          });
        });
        await world.journal.record('Drop', uploads, null);
        for (const upload of uploads) {
          world.board.add(upload);
          model.files.set(upload.id, 'waiting');
        }
      }),
  ),
  place.map(
    (at) =>
      new Step(`intend ${at}`, async (_model, world) => {
        const upload = world.some(at, 'queued');
        if (upload === undefined) return;
        world.board.step(upload, 'hashing');
        const identity = identityOf(upload);
        upload.identity = identity;
        upload.assetId ??= assetIdSchema.parse(randomUUID());
        const { brandId, createdAt: date, assetId: id } = upload;
        upload.ref ??= {
          bucket: store.buckets.assets,
          key: buildObjectKey({ type: 'document', brandId, projectId: null, id, date, ext: 'bin' }),
        };
        await world.journal.transferring(upload, identity);
        world.board.step(upload, 'transferring');
      }),
  ),
  fc.tuple(place, fc.boolean()).map(
    ([at, isJournaled]) =>
      new Step(`begin parts ${at}, ${isJournaled ? 'journaled' : 'not journaled'}`, async (_model, world) => {
        const upload = world.some(at, 'transferring');
        if (upload?.ref == null || upload.multipartId !== null) return;
        const id = await store.beginMultipart(upload.ref, 'application/octet-stream');
        // The other way is a crash between the two.
        if (!isJournaled) return await world.crash();
        upload.multipartId = id;
        await world.journal.multipart(upload, id);
      }),
  ),
  place.map(
    (at) =>
      new Step(`send ${at}`, async (_model, world) => {
        const upload = world.some(at, 'transferring');
        if (upload?.ref == null) return;
        const answer = await fetch(store.presignPut(upload.ref, 60), {
          method: 'PUT',
          body: new Uint8Array(bytesOf(upload)),
        });
        expect(answer.status).toBe(200);
        world.board.step(upload, 'verifying');
      }),
  ),
  fc.tuple(place, fc.boolean()).map(
    ([at, isHeard]) =>
      new Step(`publish ${at}${isHeard ? '' : ' and lose the answer'}`, async (model, world) => {
        const upload = world.some(at, 'verifying');
        if (upload === undefined) return;
        if (upload.multipartId !== null && upload.ref !== null)
          await store.abortMultipart(upload.ref, upload.multipartId);
        await world.publisher.publish({ upload, identity: identityOf(upload), text: null });
        model.files.set(upload.id, 'published');
        if (isHeard) return world.board.step(upload, 'published');
        // It is tried again, and nothing may come of that.
        await world.publisher.publish({ upload, identity: identityOf(upload), text: null });
        world.board.step(upload, 'published');
      }),
  ),
  fc.tuple(place, fc.boolean()).map(
    ([at, keepParts]) =>
      new Step(`fail ${at}`, async (model, world) => {
        const upload = world.some(at, 'hashing', 'transferring', 'verifying');
        if (upload === undefined || world.isAway) return;
        await world.remains.discard(upload, { keepParts });
        await world.journal.state(upload, 'failed', 'disk_full');
        world.board.step(upload, 'failed', { code: 'disk_full', details: {}, retry: true });
        model.files.set(upload.id, 'failed');
      }),
  ),
  place.map(
    (at) =>
      new Step(`retry ${at}`, async (model, world) => {
        const upload = world.some(at, 'failed');
        if (upload === undefined) return;
        world.board.step(upload, 'queued');
        await world.journal.recordAgain('Drop', [upload]);
        model.files.set(upload.id, 'waiting');
      }),
  ),
  place.map(
    (at) =>
      new Step(`cancel ${at}`, async (model, world) => {
        const upload = world.some(at, 'queued', 'transferring', 'verifying', 'failed');
        if (upload === undefined) return;
        world.board.step(upload, 'cancelled');
        await world.remains.abandon([upload]);
        model.files.set(upload.id, 'givenUp');
      }),
  ),
  fc.constant(new Step('crash', (_model, world) => world.crash())),
  fc.boolean().map(
    (isAway) =>
      new Step(isAway ? 'store away' : 'store back', async (_model, world) => {
        world.isAway = isAway;
      }),
  ),
  fc.constant(new Step('sweep', async (_model, world) => await finishCancelled(world))),
];

/** What is not so that has to be so at every moment. */
async function broken(model: Model, world: World): Promise<string[]> {
  const { db } = database;
  const [rows, entries] = await Promise.all([
    db
      .selectFrom('public.generated_assets')
      .select(['id', 'minio_path', 'original_name'])
      .where('brand_id', '=', world.brandId)
      .execute(),
    db.selectFrom('sparklio.uploads').selectAll().where('brand_id', '=', world.brandId).execute(),
  ]);
  const problems: string[] = [];
  const objects = await objectsOf(world);
  const state = new Map(entries.map((entry) => [entry.id, entry.state]));
  const count = (known: Known) => [...model.files.values()].filter((one) => one === known).length;
  if (rows.length !== count('published')) problems.push(`${rows.length} assets, not ${count('published')}`);
  for (const [id, known] of model.files) {
    const entry = state.get(id);
    if (known === 'published' && entry !== undefined) problems.push(`published and journaled as ${entry}`);
    if (known === 'waiting' && (entry === undefined || entry === 'failed' || entry === 'cancelled'))
      problems.push(`waiting, and journaled as ${entry}`);
    if (known === 'failed' && entry !== 'failed') problems.push(`failed, and journaled as ${entry}`);
    if (known === 'givenUp' && entry !== undefined && entry !== 'cancelled')
      problems.push(`given up, and journaled as ${entry}`);
  }
  const named = new Set([
    ...rows.map(({ minio_path }) => minio_path.slice(store.buckets.assets.length + 1)),
    ...entries.flatMap(({ object_key }) => (object_key === null ? [] : [object_key])),
  ]);
  for (const { minio_path, original_name } of rows) {
    if (!objects.has(minio_path.slice(store.buckets.assets.length + 1)))
      problems.push(`${original_name} has no object`);
  }
  for (const key of objects) if (!named.has(key)) problems.push(`nobody knows of ${key}`);
  return problems;
}

/** Keys of objects and of unfinished multipart uploads. */
async function objectsOf({ brandId }: World): Promise<Set<string>> {
  const found = new Set<string>();
  const prefix = `documents/${brandId}/`;
  for await (const page of store.list(store.buckets.assets, prefix))
    for (const { key } of page) found.add(key);
  for await (const page of store.listMultiparts(store.buckets.assets)) {
    for (const { key } of page) if (key.startsWith(prefix)) found.add(key);
  }
  return found;
}

it('an upload is never lost, doubled or forgotten, whatever happens to it in whatever order', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 30, size: 'max' }), async (sequence) => {
      const brandId = brandIdSchema.parse(randomUUID());
      await database.executeSql('insert into public.brands (id, name, slug) values ($1, $2, $3)', [
        brandId,
        'Model',
        brandId,
      ]);
      const world = new World(brandId);
      const model: Model = { files: new Map() };
      await fc.asyncModelRun(() => ({ model, real: world }), sequence);
      // In the end all is well, and the next start clears away what could not be before.
      world.isAway = false;
      await world.crash();
      await finishCancelled(world);
      expect(await broken(model, world)).toEqual([]);
      const left = await database.db
        .selectFrom('sparklio.uploads')
        .select('state')
        .where('state', '=', 'cancelled')
        .execute();
      expect(left).toEqual([]);
      // The journal is one for all brands: what waits here is not the next run's.
      const given = world.uploads('queued', 'failed');
      for (const upload of given) world.board.step(upload, 'cancelled');
      await world.remains.abandon(given);
      for (const { id } of given) model.files.set(id, 'givenUp');
      expect(await broken(model, world)).toEqual([]);
    }),
    { seed, numRuns },
  );
});
