import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearAfterGone } from '../../../electron/ingest/gone.ts';
import { createPurge } from '../../../electron/library/purge.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { emptyPlace, type Place } from './desk.ts';

describe('uploads of desktops', () => {
  let place: Place;
  const own = randomUUID();

  beforeAll(async () => {
    place = await emptyPlace();
  });
  afterAll(async () => await place.close());

  const store = () => openS3Store({ ...place.s3, region: 'us-east-1' });

  /** An upload whose object has arrived, of a desktop last seen some days ago. */
  async function leftBehind(desktopId: string, days: number, state = 'transferring') {
    const [id, assetId] = [randomUUID(), randomUUID()];
    const ref = { bucket: store().buckets.assets, key: `images/left/${assetId}.png` };
    await fetch(store().presignPut(ref, 60), { method: 'PUT', body: 'left' });
    await place.run(
      `insert into sparklio.uploads (id, batch_id, batch_title, state, brand_id, asset_id, path, name, size,
         bucket, object_key, created_at, updated_at, desktop_id)
       values ($1, $2, 'drop', $3, $4, $5, '/a.png', 'a.png', 4, $6, $7,
         now() - make_interval(days => $8::int), now() - make_interval(days => $8::int), $9)`,
      [id, randomUUID(), state, randomUUID(), assetId, ref.bucket, ref.key, days, desktopId],
    );
    return { id, ref };
  }

  async function desktop(daysAgo: number): Promise<string> {
    const id = randomUUID();
    await place.run(
      `insert into sparklio.desktops (id, name, app_version, last_seen)
       values ($1, 'desk', '1', now() - make_interval(days => $2::int))`,
      [id, daysAgo],
    );
    return id;
  }

  const sweep = async () => {
    const cleared = await clearAfterGone(place.engine.db, store(), own);
    await createPurge({ db: place.engine.db, store: store() }).finishPurges();
    return cleared;
  };
  const entry = async (id: string) =>
    (await place.run('select state, object_key from sparklio.uploads where id = $1', [id]))[0];

  it('are left alone while the desktop lives, however old they are', async () => {
    const living = await leftBehind(await desktop(0), 30);
    await sweep();
    expect(await entry(living.id)).toMatchObject({ object_key: living.ref.key });
    expect(await store().head(living.ref)).not.toBeNull();
  });

  it('are left alone for a week after the desktop was seen last', async () => {
    const resting = await leftBehind(await desktop(6), 6);
    await sweep();
    expect(await store().head(resting.ref)).not.toBeNull();
  });

  it('begin anew when the desktop comes back after that, and leave nothing in the store', async () => {
    const gone = await leftBehind(await desktop(8), 8);
    const unknown = await leftBehind(randomUUID(), 8, 'failed');
    expect(await sweep()).toBe(2);
    expect(await entry(gone.id)).toEqual({ state: 'queued', object_key: null });
    expect(await entry(unknown.id)).toEqual({ state: 'failed', object_key: null });
    expect(await store().head(gone.ref)).toBeNull();
    expect(await store().head(unknown.ref)).toBeNull();
  });

  it('keep an object that became an asset', async () => {
    const left = await leftBehind(randomUUID(), 20);
    await place.run(
      `with person as (insert into public.users (email) values ('a@b.example') returning id),
         brand as (insert into public.brands (name, slug) values ('B', 'b') returning id)
       insert into public.generated_assets (id, brand_id, user_id, type, minio_path, file_size)
       select u.asset_id, brand.id, person.id, 'image', u.object_key, 4
       from sparklio.uploads u, person, brand where u.id = $1`,
      [left.id],
    );
    await sweep();
    expect(await store().head(left.ref)).not.toBeNull();
  });

  it('are forgotten after a season', async () => {
    const id = await desktop(100);
    const left = await leftBehind(id, 100);
    await sweep();
    expect(await entry(left.id)).toBeUndefined();
    expect(await place.run('select from sparklio.desktops where id = $1', [id])).toEqual([]);
  });
});
