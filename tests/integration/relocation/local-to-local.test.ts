import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalPlace } from '../../../electron/connection/local-place.ts';
import { type LibraryEnd, openLocalEnd } from '../../../electron/relocation/end.ts';
import { Relocations } from '../../../electron/relocation/relocations.ts';
import { prepareTemplate } from '../../../scripts/template/prepare.ts';
import { contract } from '../../../shared/contract/index.ts';
import type { Relocation } from '../../../shared/contract/relocation.ts';
import { profileIdSchema } from '../../../shared/domain/servers.ts';
import {
  addAsset,
  addVersion,
  describeLibrary,
  localPlace,
  noiseOf,
  putObject,
  type Seeded,
  seedLibrary,
  sha256,
} from '../../support/moving.ts';

const elsewhere = profileIdSchema.parse('6a1d9bb0-5a65-4c2b-9d0c-0f8a0b3c1d2e');

describe('moving a library', () => {
  let folder: string;
  let places: { from: LocalPlace; to: LocalPlace };
  let source: LibraryEnd;
  let destination: LibraryEnd;
  let relocations: Relocations;
  let seeded: Seeded;
  const told: Relocation[] = [];

  const open = () =>
    Relocations.open({
      folder: join(folder, 'relocation'),
      openEnd: (place) => openLocalEnd(place === 'local' ? places.from : places.to),
      nameOf: (place) => (place === 'local' ? 'Sparklio' : 'Elsewhere'),
      openLibrary: async () => undefined,
      publish: (name, payload) => {
        if (name === 'relocation.changed') told.push(contract.relocation.changed.payload.parse(payload));
      },
      onArrived: () => undefined,
    });
  const ended = async (): Promise<Relocation> => {
    for (;;) {
      const { current } = relocations;
      if (current !== null && ['done', 'failed', 'cancelled'].includes(current.state)) return current;
      await delay(20);
    }
  };
  const move = async (): Promise<Relocation> => {
    await relocations.start('local', elsewhere);
    return await ended();
  };
  const same = async (ids: readonly string[]) =>
    expect(await describeLibrary(destination, ids)).toEqual(await describeLibrary(source, ids));

  beforeAll(async () => {
    await prepareTemplate();
    folder = await mkdtemp(join(tmpdir(), 'sparklio-moving-'));
    places = { from: await localPlace(join(folder, 'a')), to: await localPlace(join(folder, 'b')) };
    source = await openLocalEnd(places.from);
    destination = await openLocalEnd(places.to);
    relocations = await open();
    seeded = await seedLibrary(source);
  }, 120_000);
  afterAll(async () => {
    await relocations.close();
    await source.close();
    await destination.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells beforehand what there is to copy', async () => {
    expect(await relocations.preview('local', elsewhere)).toMatchObject({
      assets: seeded.ids.length,
      trashed: 2,
      brands: 2,
      present: 0,
      freeBytes: expect.any(Number),
    });
  });

  it('brings everything there as it is, and leaves the source as it was', async () => {
    const before = await describeLibrary(source, seeded.ids);
    const relocation = await move();
    expect(relocation).toMatchObject({
      state: 'done',
      assets: seeded.ids.length,
      assetsDone: seeded.ids.length,
      assetsPresent: 0,
      problemCount: 0,
      reason: null,
    });
    expect(relocation.bytesDone).toBe(relocation.bytes);
    expect(relocation.verified).toBe(Object.keys(before.objects).length);
    await same(seeded.ids);
    expect(await describeLibrary(source, seeded.ids)).toEqual(before);
    expect(told.some(({ state }) => state === 'verifying')).toBe(true);
  });

  it('finds everything there when it is started again', async () => {
    const relocation = await move();
    expect(relocation).toMatchObject({ state: 'done', assetsPresent: seeded.ids.length, verified: 0 });
    await same(seeded.ids);
  });

  it('takes the newer of two, and leaves alone what is newer there', async () => {
    const [older, newer] = seeded.ids;
    await sql`update public.generated_assets set tags = '{new}', updated_at = now() where id = ${older}::uuid`.execute(
      source.db,
    );
    await sql`update public.generated_assets set tags = '{theirs}', updated_at = now() where id = ${newer}::uuid`.execute(
      destination.db,
    );
    await move();
    const tags = async (id: string | undefined) =>
      (
        await sql<{ tags: string[] }>`select tags from sparklio.assets where asset_id = ${id}::uuid`.execute(
          destination.db,
        )
      ).rows[0]?.tags;
    expect(await tags(older)).toEqual(['new']);
    expect(await tags(newer)).toEqual(['theirs']);
  });

  it('notes what is missing or damaged at the source, and goes on', async () => {
    const [brand = ''] = seeded.brands;
    const asset = { brand, user: source.userId ?? '', bytes: noiseOf(70, 5000) };
    const lost = await addAsset(source, { ...asset, name: 'lost.jpg' });
    const broken = await addAsset(source, { ...asset, name: '=broken.jpg' });
    const bare = await addAsset(source, { ...asset, name: 'no thumbnail.jpg', renditions: true });
    const fine = await addAsset(source, { ...asset, name: 'fine.jpg' });
    const { assets: bucket } = source.store.buckets;
    await source.store.remove([
      { bucket, key: lost.key },
      { bucket, key: bare.key.replace('.jpg', '.thumbnail.webp') },
    ]);
    await putObject(source, broken.key, noiseOf(71, 5000));
    const relocation = await move();
    expect(relocation).toMatchObject({ state: 'done', problemCount: 2 });
    expect(relocation.problems.map(({ name, code }) => `${name} ${code}`).sort()).toEqual([
      '=broken.jpg corrupt',
      'lost.jpg file_missing',
    ]);
    await same([fine.id]);
    const there = await describeLibrary(destination, [lost.id, broken.id]);
    expect(there.rows.assets).toEqual([]);
    expect(await destination.store.head({ bucket, key: broken.key })).toBeNull();
    const drawn = await describeLibrary(destination, [bare.id]);
    expect(drawn.rows.own?.[0]).toContain('"rendition": "pending"');

    const path = join(folder, 'report.csv');
    await relocations.saveReport(path);
    const report = await readFile(path, 'utf8');
    expect(report).toContain(`asset,${lost.id},lost.jpg,not moved`);
    expect(report).toContain(`asset,${broken.id},'=broken.jpg,not moved,,,,,corrupt`);
    expect(report).toContain(`asset,${fine.id},fine.jpg,copied,${fine.id},`);
    expect(report).toContain('"사진 0, ""take"".jpg"');
    await expect(relocations.removeSource('Sparklio')).rejects.toMatchObject({ code: 'verify_failed' });

    // The person sees to them.
    await putObject(source, lost.key, asset.bytes);
    await putObject(source, broken.key, asset.bytes);
    expect(await move()).toMatchObject({ state: 'done', problemCount: 0 });
    await same([lost.id, broken.id]);
  });

  it('gives another id or key to what would replace something else', async () => {
    const [brand = ''] = seeded.brands;
    const asset = { brand, user: source.userId ?? '' };
    const mine = await addAsset(source, { ...asset, name: 'mine.jpg', bytes: noiseOf(80, 4000) });
    const other = await addAsset(destination, {
      ...asset,
      user: destination.userId ?? '',
      id: mine.id,
      name: 'theirs.jpg',
      bytes: noiseOf(81, 4000),
    });
    const before = await describeLibrary(destination, [other.id]);
    expect(await move()).toMatchObject({ state: 'done', problemCount: 0 });
    expect(await describeLibrary(destination, [other.id])).toEqual(before);
    const { rows } = await sql<{ id: string }>`
      select id from public.generated_assets where original_name = 'mine.jpg'`.execute(destination.db);
    expect(rows).toHaveLength(1);
    const there = await describeLibrary(destination, [rows[0]?.id ?? '']);
    const here = await describeLibrary(source, [mine.id]);
    expect(Object.values(there.objects)).toEqual(Object.values(here.objects));
    // And finds it again.
    await move();
    const again = await sql`select id from public.generated_assets where original_name = 'mine.jpg'`.execute(
      destination.db,
    );
    expect(again.rows).toEqual(rows);
  });

  it('follows what changes at the source while it runs', async () => {
    const [brand = ''] = seeded.brands;
    const asset = { brand, user: source.userId ?? '', bytes: noiseOf(90, 3000) };
    const removed = await addAsset(source, { ...asset, name: 'removed.jpg' });
    const edited = await addAsset(source, { ...asset, name: 'edited.jpg', renditions: true });
    await addAsset(source, { ...asset, name: 'slow.mov', bytes: noiseOf(91, 34 * 1024 * 1024) });
    await relocations.start('local', elsewhere);
    for (;;) {
      const { rows } =
        await sql`select 1 from public.generated_assets where id = any(${[removed.id, edited.id]}::uuid[])`.execute(
          destination.db,
        );
      if (rows.length === 2) break;
      await delay(5);
    }
    await sql`delete from public.generated_assets where id = ${removed.id}::uuid`.execute(source.db);
    await sql`update sparklio.asset_details set note = 'later' where asset_id = ${edited.id}::uuid`.execute(
      source.db,
    );
    const late = await addAsset(source, { ...asset, name: 'late.jpg' });
    expect(await ended()).toMatchObject({ state: 'done', problemCount: 0 });
    await same([edited.id, late.id]);
    expect((await describeLibrary(destination, [removed.id])).rows.assets).toEqual([]);
    expect(
      await destination.store.head({ bucket: destination.store.buckets.assets, key: removed.key }),
    ).toBeNull();
  });

  it('brings former files along, also when a file was replaced since', async () => {
    const [brand = ''] = seeded.brands;
    const asset = { brand, user: source.userId ?? '', bytes: noiseOf(95, 3000), renditions: true };
    const before = await addAsset(source, { ...asset, name: 'replaced before.jpg' });
    const since = await addAsset(source, { ...asset, name: 'replaced since.jpg', bytes: noiseOf(96, 3000) });
    await addVersion(source, before.id, noiseOf(97, 3100));
    expect(await move()).toMatchObject({ state: 'done', problemCount: 0 });
    await same([before.id, since.id]);
    await addVersion(source, since.id, noiseOf(98, 3200));
    await addVersion(source, since.id, noiseOf(99, 3300));
    await addVersion(source, before.id, noiseOf(100, 3400));
    expect(await move()).toMatchObject({ state: 'done', problemCount: 0 });
    await same([before.id, since.id]);
    expect((await describeLibrary(destination, [before.id, since.id])).rows.versions).toHaveLength(4);
  });

  it('keeps a file that was put in at the destination, as a version', async () => {
    const [brand = ''] = seeded.brands;
    const asset = { brand, user: source.userId ?? '', bytes: noiseOf(101, 3000) };
    const { id } = await addAsset(source, { ...asset, name: 'both.jpg', renditions: true });
    await move();
    const theirs = await addVersion(destination, id, noiseOf(102, 3500));
    await addVersion(source, id, noiseOf(103, 3600));
    expect(await move()).toMatchObject({ state: 'done', problemCount: 0 });
    const { rows, objects } = await describeLibrary(destination, [id]);
    const here = await describeLibrary(source, [id]);
    expect(rows.assets).toEqual(here.rows.assets);
    expect(rows.versions).toHaveLength(2);
    expect(objects[theirs]).toBe(sha256(noiseOf(102, 3500)));
  });

  it('goes on where it was paused, also in the app’s next life', async () => {
    const [brand = ''] = seeded.brands;
    const film = await addAsset(source, {
      brand,
      user: source.userId ?? '',
      name: 'film.mov',
      bytes: noiseOf(92, 34 * 1024 * 1024),
    });
    await relocations.start('local', elsewhere);
    const { current } = relocations;
    while ((relocations.current?.bytesDone ?? 0) === 0 && relocations.current?.state !== 'done')
      await delay(5);
    expect(await relocations.pause()).toMatchObject({ state: 'paused', reason: null });
    await relocations.close();
    relocations = await open();
    expect(relocations.current).toMatchObject({ state: 'paused', id: current?.id });
    // Paused by a person: it waits for one.
    relocations.wake();
    expect(relocations.current?.state).toBe('paused');
    await relocations.resume();
    expect(await ended()).toMatchObject({ state: 'done', id: current?.id, problemCount: 0 });
    await same([film.id]);
  });

  it('leaves nothing half done behind when it is given up', async () => {
    const [brand = ''] = seeded.brands;
    const film = await addAsset(source, {
      brand,
      user: source.userId ?? '',
      name: 'given up.mov',
      bytes: noiseOf(93, 34 * 1024 * 1024),
    });
    await relocations.start('local', elsewhere);
    const ref = { bucket: destination.store.buckets.assets, key: film.key };
    while ((await destination.store.findMultipart(ref)) === null) await delay(5);
    expect(await relocations.cancel()).toMatchObject({ state: 'cancelled' });
    expect(await destination.store.findMultipart(ref)).toBeNull();
    expect(await destination.store.head(ref)).toBeNull();
    expect(await move()).toMatchObject({ state: 'done', problemCount: 0 });
    await same([film.id]);
  });

  it('empties the source only when told so by its name, and keeps everything at the destination', async () => {
    await move();
    const { rows } = await sql<{ id: string }>`select id from public.generated_assets`.execute(source.db);
    const ids = rows.map(({ id }) => id);
    const there = await describeLibrary(destination, ids);
    await expect(relocations.removeSource('Sparkli')).rejects.toMatchObject({ code: 'invalid_input' });
    const { freedBytes } = await relocations.removeSource('Sparklio');
    expect(freedBytes).toBeGreaterThan(34 * 1024 * 1024);
    expect((await describeLibrary(source, ids)).rows.assets).toEqual([]);
    for (const table of [
      'public.brands',
      'public.projects',
      'sparklio.tombstones',
      'sparklio.assets',
      'sparklio.asset_versions',
    ]) {
      expect((await sql`select 1 from ${sql.table(table)}`.execute(source.db)).rows).toEqual([]);
    }
    expect(await describeLibrary(destination, ids)).toEqual(there);
  });
});
