import { sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import { type LibraryEnd, openServersEnd } from '../../../electron/relocation/end.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { describeLibrary, seedLibrary, sha256 } from '../../support/moving.ts';
import { loaded } from '../adoption/adoptable.ts';
import { computer } from './places.ts';

const variants = ['customer', 'drifted'] as const;
vi.setConfig({ testTimeout: 180_000 });

/** What a person sees and has of an asset, whichever variant of the tables it is kept in. */
async function essence({ db, store }: LibraryEnd, ids: readonly string[]) {
  const { rows } = await sql<{ path: string; asset: string }>`
    select minio_path as path, jsonb_build_array(g.id, g.type, original_name, file_size, mime_type, checksum, source,
      source_metadata, status, md5(embedding::text), coalesce(tags, '{}'), created_at, deleted_at,
      coalesce(to_jsonb(g)->'metadata', to_jsonb(g)->'asset_metadata'),
      (select jsonb_build_array(a.rating, a.label, a.width, a.rendition, a.thumbhash) from sparklio.assets a where a.asset_id = g.id),
      (select jsonb_build_array(d.note, d.colors, d.metadata) from sparklio.asset_details d where d.asset_id = g.id),
      (select t.content from public.generated_texts t where t.id = g.id),
      (select jsonb_agg(v.vector::text order by v.model) from sparklio.asset_vectors v where v.asset_id = g.id))::text as asset
    from public.generated_assets g where g.id = any(${[...ids]}::uuid[]) order by g.id`.execute(db);
  const objects: (string | null)[] = [];
  for (const { path } of rows) {
    const key = path.replace(/^[^/]*sparklio-assets\//, '');
    const answer =
      path === '' ? null : await fetch(store.presignGet({ bucket: store.buckets.assets, key }, 600));
    objects.push(answer?.ok === true ? sha256(new Uint8Array(await answer.arrayBuffer())) : null);
  }
  return { assets: rows.map(({ asset }) => asset), objects };
}

it.each(variants)('a library moves into the %s variant of an adopted database', async (kind) => {
  const servers = await loaded(kind);
  await openS3Store({ ...servers.s3, region: 'us-east-1' }).ensureBuckets();
  await servers.adopt();
  const there = await openServersEnd(servers.target(), 'write');
  const here = await computer(() => servers.target());
  const theirs = servers.variant.assets.map(({ id }) => id);
  const before = await describeLibrary(there, theirs);
  const { ids } = await seedLibrary(here.local, { large: 1000 });
  expect(await here.move()).toMatchObject({ state: 'done', problemCount: 0, assetsDone: ids.length });
  expect(await essence(there, ids)).toEqual(await essence(here.local, ids));
  expect(await describeLibrary(there, theirs)).toEqual(before);
  await here.close();
  await there.close();
  await servers.close();
});

it.each(variants)('a %s database moves to this computer, however its paths are spelled', async (kind) => {
  const servers = await loaded(kind);
  await openS3Store({ ...servers.s3, region: 'us-east-1' }).ensureBuckets();
  await servers.adopt();
  const there = await openServersEnd(servers.target(), 'write');
  const here = await computer(() => servers.target());
  const { assets } = servers.variant;
  const isWhole = ({ object, text }: (typeof assets)[number]) =>
    object !== null || (text !== null && kind === 'customer');
  const relocation = await here.move('back');
  const lost = assets.filter((asset) => !isWhole(asset));
  expect(relocation.problems.map(({ name }) => name).sort()).toEqual(lost.map(({ name }) => name).sort());
  expect(relocation).toMatchObject({ state: 'done', assetsDone: assets.length });
  const ids = assets.filter(isWhole).map(({ id }) => id);
  const arrived = await describeLibrary(here.local, ids);
  expect(arrived.rows.assets).toHaveLength(ids.length);
  const found = await essence(here.local, ids);
  expect(found.assets).toEqual((await essence(there, ids)).assets);
  const order = assets.filter(isWhole).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(found.objects).toEqual(
    order.map(({ object }) => (object === null ? null : sha256(object.content.bytes))),
  );
  await here.close();
  await there.close();
  await servers.close();
});
