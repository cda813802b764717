import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanName } from '../../electron/ingest/upload.ts';
import type { MediaClient } from '../../electron/media/client.ts';
import { prepareTemplate } from '../../scripts/template/prepare.ts';
import { notBareReasons } from '../../shared/domain/not-bare.ts';
import type { UploadFile } from '../../shared/domain/upload.ts';
import { findInconsistencies } from '../support/consistency.ts';
import { photo } from '../support/drop-files.ts';
import { type SpawnedServices, spawnServices } from '../support/local-services.ts';
import { type OpenedLibrary, openLibrary } from '../support/open-library.ts';
import { bareCopiesOf } from './bare-copies.ts';
import { makeCorpus } from './corpus.ts';
import { type Ground, prepareGround } from './ground.ts';
import { type HostileFile, SECRET, SECRET_COLOR } from './hostile-file.ts';
import { type ObservedWorker, observeWorker } from './observed-worker.ts';
import { sampleOf } from './sample.ts';

const isLong = process.env.SPARKLIO_LONG === '1';
const seed = Number(process.env.SPARKLIO_SEED ?? 1);
const sampleSize = 150;
/** Of these, those whose metadata is taken out, too. */
const bareSize = 100;
const MINUTE = 60_000;

let ground: Ground;
let worker: ObservedWorker;
let servicesEnded = false;
let library: OpenedLibrary;
/** A drawing that never ends, and how often it was tried. */
const endless = 'endless.svg';
let attempts = 0;
let dropped: readonly HostileFile[];
let uploads: readonly UploadFile[];

/** Waits for the endless one as it is, but not so long; notes every time. */
function impatient(client: MediaClient): MediaClient {
  return {
    ...client,
    render: (input, options) => {
      if (input.name !== endless) return client.render(input, options);
      attempts += 1;
      return client.render(input, { ...options, timeMs: 300 });
    },
  };
}

async function dropOne(name: string, content: string | Uint8Array): Promise<void> {
  const path = join(ground.files, name);
  await writeFile(path, content);
  await library.ingest.addPaths({ paths: [path], target: await library.newTarget() });
  await library.idle();
}

function lookOf(name: string) {
  return library.db
    .selectFrom('sparklio.assets as a')
    .leftJoin('sparklio.asset_details as d', 'd.asset_id', 'a.asset_id')
    .select(['a.rendition', 'd.problem'])
    .where('a.name', '=', name)
    .execute();
}

beforeAll(
  async () => {
    await prepareTemplate();
    ground = await prepareGround();
    worker = observeWorker(ground.worker);
    const spawn = (): SpawnedServices => {
      const services = spawnServices();
      services.onExit(() => {
        servicesEnded = true;
      });
      return services;
    };
    library = await openLibrary({
      folder: join(ground.home, 'library'),
      media: impatient(worker.client),
      spawn,
    });

    const amount = isLong ? { damaged: 36, confused: 4 } : { damaged: 1, confused: 0 };
    const corpus = await makeCorpus({ targets: ground.targets, folder: ground.files, seed, ...amount });
    // What is sparse on the disk is not in the store.
    const files = corpus.filter(({ attack }) => attack !== 'six gigabytes of zeros');
    const chosen = isLong ? files : sampleOf(files, sampleSize, seed);
    const paths: string[] = [];
    const made: HostileFile[] = [];
    for (const [index, file] of chosen.entries()) {
      const folder = join(ground.files, String(index));
      await mkdir(folder);
      const path = join(folder, file.name);
      // File systems differ in what they allow.
      const error = await file.make(path).catch((cause: unknown) => cause);
      if (error !== undefined) continue;
      paths.push(path);
      made.push(file);
    }
    dropped = made;
    const { batchId } = await library.ingest.addPaths({ paths, target: await library.newTarget() });
    await library.idle();
    uploads = library.board.files({ batchId, states: null, offset: 0, limit: 10_000 }).files;
  },
  (isLong ? 60 : 5) * MINUTE,
);

afterAll(async () => {
  await library?.close();
  worker?.dispose();
  await ground?.remove();
});

describe('hostile files that are dropped', () => {
  it('each end in the library or with a reason', () => {
    const nameless = uploads.filter(({ state, error }) => state === 'failed' && error === null);
    expect(nameless.map(({ name }) => name)).toEqual([]);
    const ended = new Set(['published', 'duplicate', 'failed']);
    expect(uploads.filter(({ state }) => !ended.has(state)).map(({ name }) => name)).toEqual([]);
    // A folder without a file is none.
    const expected = dropped.filter(({ attack }) => attack !== 'folder').map(({ name }) => name);
    expect(uploads.map(({ name }) => name).sort()).toEqual(expected.map(cleanName).sort());
  });

  it('are refused for what they are, and never for a fault of the app', () => {
    const codes = new Set(uploads.flatMap(({ error }) => error?.code ?? []));
    const honest = [
      'file_empty',
      'file_missing',
      'file_unreadable',
      'folder_loop',
      'broken_link',
      'not_a_file',
      'timeout',
    ];
    expect([...codes].filter((code) => !honest.includes(code))).toEqual([]);
    expect(uploads.filter(({ state }) => state === 'published').length).toBeGreaterThan(dropped.length / 2);
  });

  it('have a picture in the end, need none, or say why there is none', async () => {
    const rows = await library.db
      .selectFrom('sparklio.assets as a')
      .leftJoin('sparklio.asset_details as d', 'd.asset_id', 'a.asset_id')
      .select(['a.name', 'a.rendition', 'd.problem'])
      .execute();
    expect(rows.filter(({ rendition }) => rendition === 'pending').map(({ name }) => name)).toEqual([]);
    const silent = rows.filter(({ rendition, problem }) => rendition === 'failed' && problem === null);
    expect(silent.map(({ name }) => name)).toEqual([]);
    const ours = rows.filter(({ problem }) => problem === 'internal' || problem === 'media_crashed');
    expect(ours.map(({ name, problem }) => `${name}: ${problem}`)).toEqual([]);
  });

  it('leave every row with its object, and every object with its row', async () => {
    // What can’t be a file is refused before anything is journaled.
    const refused = new Set(['not_a_file', 'folder_loop', 'broken_link', 'file_missing']);
    const failed = uploads.filter(({ error }) => error !== null && !refused.has(error.code)).length;
    expect(await findInconsistencies(library, { failed })).toEqual([]);
  });

  it(
    'become copies without metadata or say why not, and are themselves left as they are',
    async () => {
      const published = uploads.flatMap(({ assetId, state, size }) =>
        state === 'published' && assetId !== null && size > 0 ? [assetId] : [],
      );
      const every = isLong ? 1 : Math.ceil(published.length / bareSize);
      const ids = published.filter((_, index) => index % every === 0);
      const [bare, whole] = ['bare', 'whole'].map((name) => join(ground.home, name));
      if (bare === undefined || whole === undefined) throw new Error();
      for (const path of [bare, whole]) await mkdir(path);
      const kills = worker.kills.length;
      const { asked, saved, failed, ...left } = await bareCopiesOf(library, ids, bare, whole);
      console.log(`without metadata: ${saved} of ${asked} in ${left.milliseconds} ms`);
      expect(saved + failed.length).toBe(asked);
      expect(saved).toBeGreaterThan(asked / 10);
      const ofTheFile = new Set<string>(notBareReasons);
      expect(failed.filter(({ code }) => !ofTheFile.has(code) || code === 'media_crashed')).toEqual([]);
      expect(left.found).toBe(saved);
      expect(left.halves).toEqual([]);
      expect(left.harmed).toEqual([]);
      const temporary = async (): Promise<string[]> =>
        (await readdir(ground.temporary)).filter((name) => name.startsWith('sparklio-media-'));
      await expect.poll(temporary).toEqual([]);
      // Other than at time that is up, whose worker has to be ended.
      const outOfTime = failed.filter(({ code }) => code === 'timeout').length;
      expect(worker.kills.slice(kills + outOfTime)).toEqual([]);
      expect(worker.crashes).toEqual([]);
    },
    (isLong ? 60 : 3) * MINUTE,
  );

  it('end neither the worker nor the library’s own process', async () => {
    expect(worker.crashes).toEqual([]);
    expect(servicesEnded).toBe(false);
    await dropOne('after.jpg', await photo(990));
    expect(await lookOf('after.jpg')).toEqual([{ rendition: 'ready', problem: null }]);
  });

  it('reach nobody and bring nothing of other files into the library', async () => {
    expect(ground.connections()).toBe(0);
    const color = `#${Buffer.from(SECRET_COLOR).toString('hex')}`;
    const { rows } = await sql<{ name: string }>`
      select a.name from sparklio.assets a
      left join sparklio.asset_details d on d.asset_id = a.asset_id
      left join sparklio.asset_texts t on t.asset_id = a.asset_id
      left join public.generated_texts g on g.id = a.asset_id
      where concat(d.metadata, t.content, g.content) like ${`%${SECRET}%`} or d.colors::text ilike ${`%${color}%`}`.execute(
      library.db,
    );
    expect(rows).toEqual([]);
  });

  it('that never come to an end are tried twice, and then say so', async () => {
    // Each mask is drawn twice for the next: thirty of them, a thousand million times.
    const masks = Array.from({ length: 30 }, (_, i) => {
      const draw = `<rect width="300" height="200" fill="#fff" mask="url(#m${i})"/>`;
      return `<mask id="m${i + 1}">${draw}${draw}</mask>`;
    });
    const drawn = `<defs>${masks.join('')}</defs><rect width="300" height="200" mask="url(#m30)"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">${drawn}</svg>`;
    await dropOne(endless, svg);
    expect(attempts).toBe(2);
    expect(await lookOf(endless)).toEqual([{ rendition: 'failed', problem: 'timeout' }]);
  });
});
