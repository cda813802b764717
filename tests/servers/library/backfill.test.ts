import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaClient } from '../../../electron/media/client.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { startMedia } from '../../support/open-library.ts';
import { loaded } from '../adoption/adoptable.ts';
import { type Desk, openDesk, until } from './desk.ts';

describe.each(['customer', 'drifted'] as const)('a library that other programs filled (%s)', (kind) => {
  let servers: Awaited<ReturnType<typeof loaded>>;
  let media: MediaClient;
  let desks: Desk[];
  let folder: string;
  let before: Record<string, unknown>[];

  /** Every row of the shared table as text, without the vector. */
  const shared = () =>
    servers.run(
      `select id, (to_jsonb(g) - 'embedding')::text as row, embedding::text is not null as has_vector,
         md5(embedding::text) as vector, xmin::text as version from public.generated_assets g order by id`,
    );
  const waiting = async (): Promise<number> => {
    const [row] = await servers.run(
      `select (select count(*) from sparklio.assets where rendition = 'pending' and published)
         + (select count(*) from sparklio_jobs.job where state in ('created', 'retry', 'active')) as jobs`,
    );
    return Number(row?.jobs);
  };

  beforeAll(async () => {
    servers = await loaded(kind);
    await openS3Store({ ...servers.s3, region: 'us-east-1' }).ensureBuckets();
    await servers.adopt();
    // The house's rule purges these, whoever deleted them.
    await servers.run(
      `delete from public.generated_assets where status = 'deleted' and deleted_at < now() - interval '30 days'`,
    );
    before = await shared();
    folder = await mkdtemp(join(tmpdir(), 'sparklio-backfill-'));
    media = startMedia();
    desks = [];
    for (let number = 0; number < 2; number += 1) {
      desks.push(await openDesk({ target: servers.target(), media, folder }));
    }
    await until(async () => (await waiting()) === 0);
  });
  afterAll(async () => {
    for (const desk of desks) await desk.close();
    media.dispose();
    await rm(folder, { recursive: true, force: true });
    await servers.close();
  });

  it('has renditions of every picture, under whichever spelling its original lies', async () => {
    const rows = await servers.run(
      `select name, rendition from sparklio.assets where published and type = 'image' and rendition <> 'ready'`,
    );
    const problems = await servers.run(
      `select a.name, d.problem from sparklio.assets a join sparklio.asset_details d using (asset_id)
       where a.rendition = 'failed' and a.published`,
    );
    const lost = servers.variant.assets
      .filter(
        ({ object, text, status, deletedAt }) =>
          object === null && text === null && status !== 'deleted' && deletedAt === null,
      )
      .map(({ name }) => name);
    // What has no original says so, and only that.
    expect(rows.map(({ name }) => name).sort()).toEqual(problems.map(({ name }) => name).sort());
    expect(problems.map(({ name }) => name).sort()).toEqual(lost.sort());
    for (const { problem } of problems) expect(problem).toBe('file_missing');
  });

  it('does not try for ever what has no original', async () => {
    const [desk] = desks;
    expect((await desk?.library.jobs.summary())?.waiting.render).toBe(0);
    const jobs = await servers.run(
      `select 1 from sparklio_jobs.job where name = 'render' and state in ('created', 'retry', 'active')`,
    );
    expect(jobs).toEqual([]);
  });

  it('has vectors of its pictures, and those of other programs are as they were', async () => {
    const [made] = await servers.run(
      `select count(*)::int as missing from sparklio.assets a where preview_key is not null and published
         and type in ('image', 'video')
         and not exists (select from sparklio.asset_vectors v where v.asset_id = a.asset_id and v.vector is not null)`,
    );
    expect(made?.missing).toBe(0);
    const now = new Map((await shared()).map((row) => [row.id, row]));
    for (const row of before.filter(({ has_vector }) => has_vector)) {
      expect(now.get(row.id)?.vector).toBe(row.vector);
    }
  });

  it('has not one row changed but for a vector that was missing', async () => {
    const now = await shared();
    expect(now.map(({ id, row }) => ({ id, row }))).toEqual(before.map(({ id, row }) => ({ id, row })));
    const touched = now.filter(({ version }, index) => version !== before[index]?.version);
    for (const { id } of touched) expect(before.find((row) => row.id === id)?.has_vector).toBe(false);
  });

  it('has made again what an older version of the app drew, each once, and nothing that would look the same', async () => {
    for (const desk of desks) await desk.close();
    await servers.run('update sparklio.asset_details set render_version = 2 where rendered_at is not null');
    // Pictures that say where they come from, of whose claims an older version read nothing.
    await servers.run(
      `update sparklio.asset_details d set metadata = coalesce(d.metadata, '{}') || '{"digitalSourceType": "digitalArt"}'
       from (select asset_id from sparklio.assets where rendition = 'ready' and type = 'image' and published
         order by asset_id limit 3) a
       where a.asset_id = d.asset_id`,
    );
    const wanted = await servers.run(
      `select asset_id as id from sparklio.assets a join sparklio.asset_details d using (asset_id)
       where published and rendered_at is not null and (type = 'video' or d.metadata ? 'digitalSourceType')
       order by 1`,
    );
    const [begin] = await servers.run('select now()::text as at');
    desks = [];
    for (let number = 0; number < 2; number += 1) {
      desks.push(await openDesk({ target: servers.target(), media, folder }));
    }
    const again = () =>
      servers.run('select asset_id as id from sparklio.asset_details where render_version > 2 order by 1');
    await until(async () => (await again()).length >= wanted.length && (await waiting()) === 0);
    expect(await again()).toEqual(wanted);
    const jobs = await servers.run(
      `select singleton_key as id from sparklio_jobs.job
       where name = 'render' and created_on >= '${String(begin?.at)}' order by 1`,
    );
    expect(jobs.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
  });
});
