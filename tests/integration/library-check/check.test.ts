import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckStatus, Finding, FindingKind } from '../../../shared/contract/check.ts';
import { contract } from '../../../shared/contract/index.ts';
import type { AssetId, BrandId } from '../../../shared/domain/ids.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';

let seed = 700;
/** Lists of objects wait for it. */
let gate: Promise<void> = Promise.resolve();
const suite = ingestSuite({
  wrapStore: (store) => ({
    ...store,
    async *list(...input) {
      await gate;
      yield* store.list(...input);
    },
  }),
});

/** Runs a check to its end; what the window would be told of it is parsed as it does. */
async function check(options: { verify?: boolean } = {}): Promise<CheckStatus> {
  await suite.library.check.start({ verify: options.verify ?? false });
  await expect
    .poll(async () => (await suite.library.check.status()).running, { timeout: 60_000, interval: 50 })
    .toBeNull();
  const status = contract.check.status.output.parse(await suite.library.check.status());
  expect(status.failed).toBeNull();
  return status;
}

async function findings(kind: FindingKind): Promise<readonly Finding[]> {
  const { findings: found } = contract.check.findings.output.parse(
    await suite.library.check.findings(kind, 0, 100),
  );
  return found;
}

interface Asset {
  readonly id: AssetId;
  readonly key: string;
  readonly thumbnail: string;
  readonly local: string;
}

let brandId: BrandId;

/** Uploads some pictures; gives where each lies. */
async function pictures(count: number): Promise<readonly Asset[]> {
  const name = `batch-${seed}`;
  const files: Record<string, Buffer> = {};
  for (let n = 0; n < count; n += 1) {
    seed += 1;
    files[`${String(n)}.jpg`] = await photo(seed);
  }
  const folder = await writeFiles(join(suite.folder, name), files);
  const target = await suite.library.newTarget();
  brandId = target.brandId;
  const { files: shown } = await suite.drop([folder], target);
  const { rows } = await sql<{ id: AssetId; path: string; thumbnail: string; name: string }>`
    select g.id, g.minio_path as path, a.thumbnail_key as thumbnail, g.original_name as name
    from public.generated_assets g join sparklio.assets a on a.asset_id = g.id
    where g.id = any(${shown.map(({ assetId }) => assetId)}::uuid[]) order by g.original_name`.execute(
    suite.library.db,
  );
  return rows.map(({ id, path, thumbnail, name: file }) => ({
    id,
    key: path.slice(path.indexOf('/') + 1),
    thumbnail,
    local: join(folder, file),
  }));
}

const bucket = (): string => suite.library.store.buckets.assets;
const remove = (...keys: string[]): Promise<void> =>
  suite.library.store.remove(keys.map((key) => ({ bucket: bucket(), key })));
const put = (key: string, bytes: string | Buffer): Promise<unknown> =>
  suite.library.s3.putObject(bucket(), key, bytes);
const isThere = async (key: string): Promise<boolean> =>
  (await suite.library.store.head({ bucket: bucket(), key })) !== null;

/** As if it had been found so many days ago. */
async function age(days: number): Promise<void> {
  await sql`update sparklio.findings set first_seen = now()::timestamp - make_interval(days => ${days})`.execute(
    suite.library.db,
  );
}

describe('a library check', () => {
  let assets: readonly Asset[] = [];
  const at = (index: number): Asset => {
    const asset = assets[index];
    if (asset === undefined) throw new Error('no such asset');
    return asset;
  };

  beforeAll(async () => {
    assets = await pictures(4);
  });
  afterAll(async () => {
    expect(await inconsistencies(suite.library)).toEqual([]);
  });

  it('finds nothing where everything is there, and says what it looked at', async () => {
    const { last, groups } = await check();
    expect(groups).toEqual([]);
    expect(last).toMatchObject({ assets: 4, objects: 12 });
  });

  it('finds a missing object, and puts it back from the very same file under another name', async () => {
    await remove(at(0).key);
    const { groups } = await check();
    expect(groups).toMatchObject([{ kind: 'missing_object', open: 1 }]);
    const [found] = await findings('missing_object');
    expect(found).toMatchObject({ assetId: at(0).id, name: '0.jpg', size: null, state: 'open' });

    const elsewhere = join(suite.folder, 'elsewhere');
    await mkdir(join(elsewhere, 'deep'), { recursive: true });
    await rename(at(0).local, join(elsewhere, 'deep', 'other name.jpeg'));
    await writeFile(join(elsewhere, 'noise.jpg'), 'not it');
    expect(await suite.library.check.repairFiles([elsewhere])).toMatchObject({ restored: 1, left: 0 });
    expect(await isThere(at(0).key)).toBe(true);
    expect(await findings('missing_object')).toEqual([]);
    expect((await check({ verify: true })).groups).toEqual([]);
  });

  it('finds the missing file again where it was dropped from', async () => {
    await remove(at(1).key);
    await check();
    expect(await suite.library.check.repairFiles(null)).toMatchObject({ restored: 1, left: 0 });
    expect((await check()).groups).toEqual([]);
  });

  it('never puts a file back that is only as large', async () => {
    await remove(at(2).key);
    await check();
    const { rows } = await sql<{ size: number }>`
      select file_size as size from public.generated_assets where id = ${at(2).id}`.execute(suite.library.db);
    const folder = join(suite.folder, 'impostor');
    await mkdir(folder);
    await writeFile(join(folder, '2.jpg'), Buffer.alloc(Number(rows[0]?.size), 7));
    expect(await suite.library.check.repairFiles([folder])).toMatchObject({ restored: 0, left: 1 });
    expect(await isThere(at(2).key)).toBe(false);
    expect(await suite.library.check.repairFiles(null)).toMatchObject({ restored: 1 });
  });

  it('has missing renditions made again', async () => {
    await remove(at(1).thumbnail);
    expect((await check()).groups).toMatchObject([{ kind: 'missing_rendition', open: 1 }]);
    expect(await suite.library.check.makeRenditions()).toEqual({ queued: 1 });
    await suite.library.idle();
    expect(await isThere(at(1).thumbnail)).toBe(true);
    expect((await check()).groups).toEqual([]);
  });

  it('sees another size at once, and other bytes of the same size when it reads every byte', async () => {
    await put(at(2).key, 'cut short');
    expect((await check()).groups).toMatchObject([{ kind: 'size_differs', open: 1 }]);
    await suite.library.check.repairFiles(null);
    expect((await check()).groups).toEqual([]);

    const whole = await suite.library.store.head({ bucket: bucket(), key: at(2).key });
    await put(at(2).key, Buffer.alloc(whole?.size ?? 0, 1));
    expect((await check()).groups).toEqual([]);
    expect((await check({ verify: true })).groups).toMatchObject([{ kind: 'bytes_differ', open: 1 }]);
    await suite.library.check.repairFiles(null);
    const { groups, verified } = await check({ verify: true });
    expect(groups).toEqual([]);
    expect(verified).toMatchObject({ assets: 4, unsure: 0 });
  });

  it('goes on with reading every byte where it was broken off', async () => {
    const { db } = suite.library;
    await suite.library.check.start({ verify: true });
    await suite.library.check.cancel();
    await sql`
      insert into sparklio.state (key, value) values ('library_check', ${JSON.stringify({
        last: null,
        verified: null,
        unlisted: {},
        reading: {
          cursor: { of: 'assets', id: 'ffffffff-ffff-4fff-bfff-ffffffffffff', version: 0 },
          assets: 3,
          bytes: 30,
          unsure: 1,
          total: 4,
        },
      })}) on conflict (key) do update set value = excluded.value`.execute(db);
    expect((await suite.library.check.status()).unfinished).toEqual({ assets: 3, total: 4 });
    const { verified, unfinished } = await check({ verify: true });
    expect(unfinished).toBeNull();
    expect(verified).toMatchObject({ assets: 3, bytes: 30, unsure: 1 });
  });

  it('makes an asset of an object without a row, with what its key says', async () => {
    const bytes = await photo(9_001);
    const key = `images/${brandId}/unassigned/2025/11/20/${randomUUID()}.jpg`;
    await put(key, bytes);
    const { groups } = await check();
    expect(groups).toMatchObject([{ kind: 'orphan_object', open: 1, quarantined: 0 }]);
    expect(await suite.library.check.restoreAssets(null, brandId)).toEqual({ restored: 1, left: 0 });
    await suite.library.idle();
    const row = await suite.library.db
      .selectFrom('public.generated_assets')
      .selectAll()
      .where('minio_path', '=', `${bucket()}/${key}`)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      brand_id: brandId,
      type: 'image',
      mime_type: 'image/jpeg',
      file_size: bytes.length,
      checksum: createHash('sha256').update(bytes).digest('hex'),
    });
    expect((await check({ verify: true })).groups).toEqual([]);
  });

  it('removes an object that nobody wants only when asked to, and only after a week', async () => {
    const key = `images/${brandId}/unassigned/2025/11/21/${randomUUID()}.jpg`;
    await put(key, 'leftover');
    await check();
    await age(30);
    await check();
    expect(await isThere(key)).toBe(true);
    const decided = await suite.library.check.decide({ kind: 'orphan_object', ids: null }, 'quarantined');
    expect(decided.changed).toBe(1);
    await age(1);
    await check();
    expect(await isThere(key)).toBe(true);
    // The object itself has to be that old too.
    await age(8);
    await check();
    expect(await isThere(key)).toBe(true);
    await remove(key);
    expect((await check()).groups).toEqual([]);
  });

  it('lets a decision be taken back', async () => {
    const key = `images/${brandId}/unassigned/2025/11/22/${randomUUID()}.jpg`;
    await put(key, 'x');
    await check();
    const { ids } = await suite.library.check.decide({ kind: 'orphan_object', ids: null }, 'kept');
    expect((await check()).groups).toMatchObject([{ open: 0, kept: 1 }]);
    await suite.library.check.decide({ kind: 'orphan_object', ids: [...ids] }, 'open');
    expect((await check()).groups).toMatchObject([{ open: 1, kept: 0 }]);
    await remove(key);
    await check();
  });

  it('tells of objects of other programs, and refuses to remove them', async () => {
    await put('backend/cache/preview.bin', 'theirs');
    expect((await check()).groups).toMatchObject([{ kind: 'foreign_object', open: 1 }]);
    const [found] = await findings('foreign_object');
    expect(found).toMatchObject({ own: false, name: 'preview.bin', size: 6 });
    await expect(
      suite.library.check.decide({ kind: 'foreign_object', ids: null }, 'quarantined'),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await remove('backend/cache/preview.bin');
    expect((await check()).groups).toEqual([]);
  });

  it('gives up what appears of an object after it was purged', async () => {
    const [late] = await pictures(1);
    if (late === undefined) throw new Error('no picture');
    await suite.library.library.trash({ ids: [late.id] });
    await suite.library.purge([late.id]);
    await put(late.key, 'a late answer');
    await put(late.thumbnail, 'another');
    const { groups } = await check();
    expect(groups.toSorted((a, b) => a.kind.localeCompare(b.kind))).toMatchObject([
      { kind: 'orphan_object', open: 0, quarantined: 1 },
      { kind: 'orphan_rendition', open: 0, quarantined: 1 },
    ]);
    const [found] = await findings('orphan_object');
    expect(found).toMatchObject({ own: true });
    await remove(late.key, late.thumbnail);
    await check();
  });

  it('puts assets whose object is nowhere into the trash, which can be undone', async () => {
    const [lost] = await pictures(1);
    if (lost === undefined) throw new Error('no picture');
    await remove(lost.key);
    await check();
    const { undoId, changed } = await suite.library.check.trashMissing();
    expect(changed).toBe(1);
    expect((await findings('missing_object'))[0]).toMatchObject({ trashed: true });
    await suite.library.library.undo({ undoId });
    expect((await findings('missing_object'))[0]).toMatchObject({ trashed: false });
    expect(await suite.library.check.repairFiles(null)).toMatchObject({ restored: 1 });
  });

  it('finds nothing wrong while files come, change places and go', async () => {
    let going = true;
    const churn = (async () => {
      while (going) {
        const [one, two] = await pictures(2);
        if (one === undefined || two === undefined) throw new Error('no pictures');
        await suite.library.library.trash({ ids: [one.id] });
        await suite.library.purge([one.id]);
      }
    })();
    for (let round = 0; round < 6; round += 1) expect((await check()).groups).toEqual([]);
    going = false;
    await churn;
    expect((await check({ verify: true })).groups).toEqual([]);
  });

  it('is one at a time, and ends when it is told to', async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    await suite.library.check.start({ verify: true });
    await expect(suite.library.check.start({ verify: false })).rejects.toMatchObject({ code: 'busy' });
    const cancelled = suite.library.check.cancel();
    open();
    expect((await cancelled).running).toBeNull();
    expect((await check()).groups).toEqual([]);
  });
});
