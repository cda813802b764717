import { createCipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { LocalPlace } from '../../electron/connection/local-place.ts';
import { chooseStorePort } from '../../electron/connection/port.ts';
import { SharedRows } from '../../electron/database/shared-rows.ts';
import { putFile } from '../../electron/library/versions/put-file.ts';
import type { LibraryEnd } from '../../electron/relocation/end.ts';
import { templateFolder } from '../../scripts/template/prepare.ts';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import { spawnServices } from './local-services.ts';

/** A library on this computer in a folder of its own, as the app keeps it. */
export async function localPlace(folder: string, spawn = spawnServices): Promise<LocalPlace> {
  return new LocalPlace({
    libraryDir: join(folder, 'library'),
    templateDir: templateFolder,
    spawn,
    storePort: await chooseStorePort(),
    allowedOrigin: 'app://sparklio',
  });
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The same bytes for the same seed, and no pattern that hides a part in the wrong place. */
export function noiseOf(seed: number, length: number): Buffer {
  const key = Buffer.alloc(16, `seed ${seed}`);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

type Place = Pick<LibraryEnd, 'db' | 'store'>;

/** Puts an object where a test wants it, by the store's own presigned URL. */
export async function putObject({ store }: Place, key: string, bytes: Uint8Array): Promise<void> {
  const url = store.presignPut({ bucket: store.buckets.assets, key }, 600);
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) });
  if (!answer.ok) throw new Error(`The object was not taken: ${answer.status}`);
}

export interface SeedAsset {
  readonly brand: string;
  readonly project?: string | null;
  readonly user: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type?: 'image' | 'video' | 'text';
  readonly checksum?: 'bare' | 'prefixed' | 'none';
  readonly tags?: readonly string[];
  readonly trashed?: boolean;
  readonly renditions?: boolean;
  readonly text?: string;
  readonly note?: string;
  readonly id?: string;
}

const stripLayout = JSON.stringify({ frames: 8, columns: 6, width: 240, height: 135 });

const renditionsBeside = (key: string) =>
  [
    key.replace('.jpg', '.thumbnail.webp'),
    key.replace('.jpg', '.preview.webp'),
    key.replace('.jpg', '.strip.webp'),
  ] as const;

/** An asset with everything that a library can keep about it. Gives its id and the key of its original. */
export async function addAsset(place: Place, asset: SeedAsset): Promise<{ id: string; key: string }> {
  const { db, store } = place;
  const id = asset.id ?? randomUUID();
  const { bytes, type = 'image', text } = asset;
  const key = `images/${asset.brand}/${asset.project ?? 'unassigned'}/2026/03/04/${id}.jpg`;
  const [thumbnail, preview, strip] = renditionsBeside(key);
  const hash = sha256(text === undefined ? bytes : Buffer.from(text));
  const checksum = { bare: hash, prefixed: `sha256:${hash}`, none: null }[asset.checksum ?? 'bare'];
  if (text === undefined) await putObject(place, key, bytes);
  if (asset.renditions === true) {
    await putObject(place, thumbnail, noiseOf(bytes.length + 1, 300));
    await putObject(place, preview, noiseOf(bytes.length + 2, 900));
    await putObject(place, strip, noiseOf(bytes.length + 3, 700));
  }
  // A seed as image generators draw them: more than a JavaScript number holds.
  const provenance = `{"prompt": {"3": {"inputs": {"seed": 18446744073709551557, "text": "겨울 코트"}}}}`;
  const embedding = `[${Array.from({ length: 1536 }, (_, index) => (index < 480 ? index / 700 : 0)).join(',')}]`;
  await db.transaction().execute(async (trx) => {
    await sql`
      insert into public.generated_assets (id, brand_id, project_id, user_id, type, minio_path, original_name, file_size,
        mime_type, checksum, source, source_metadata, status, embedding, metadata, tags, created_at, updated_at, deleted_at)
      values (${id}::uuid, ${asset.brand}::uuid, ${asset.project ?? null}::uuid, ${asset.user}::uuid, ${type},
        ${text === undefined ? `${store.buckets.assets}/${key}` : ''}, ${asset.name},
        ${text === undefined ? bytes.length : Buffer.byteLength(text)}, 'image/jpeg', ${checksum}, 'comfyui',
        ${provenance}::jsonb, ${asset.trashed === true ? 'deleted' : 'active'},
        ${asset.renditions === true ? embedding : null}::vector, '{"width": 1920, "ratio": 1.77777777777777777777}'::jsonb,
        ${[...(asset.tags ?? [])]}::text[], '2026-03-04 05:06:07.891234'::timestamp + random() * interval '9 days',
        '2026-04-04 05:06:07.123456', ${asset.trashed === true ? '2026-05-05 01:02:03.654321' : null}::timestamp)`.execute(
      trx,
    );
    await sql`
      update sparklio.assets set width = 1920, height = 1080, duration_ms = 4100, page_count = 2, rating = 4, label = 'red',
        thumbhash = 'AQIDBA==', rendition = ${asset.renditions === true ? 'ready' : 'none'},
        thumbnail_key = ${asset.renditions === true ? thumbnail : null},
        preview_key = ${asset.renditions === true ? preview : null},
        strip_key = ${asset.renditions === true ? strip : null},
        strip = ${asset.renditions === true ? stripLayout : null}::jsonb
      where asset_id = ${id}::uuid`.execute(trx);
    await sql`
      insert into sparklio.asset_details (asset_id, colors, metadata, note, rendered_at, render_version)
      values (${id}::uuid, '[["#aa0011", 0.4]]', '{"exif": {"iso": 200}}', ${asset.note ?? ''},
        '2026-03-05 01:01:01.000001', 3)`.execute(trx);
    if (text !== undefined) {
      await sql`
        insert into public.generated_texts (id, content, content_length, text_type, language)
        values (${id}::uuid, ${text}, ${text.length}, 'copy', 'ko')`.execute(trx);
    }
    if (asset.renditions === true) {
      for (const model of ['sparklio-visual-480', 'clip-other']) {
        await sql`
          insert into sparklio.asset_vectors (asset_id, brand_id, model, vector, embedded_at)
          values (${id}::uuid, ${asset.brand}::uuid, ${model}, '[0.12345678,-0.5,0.25]', '2026-03-05 02:02:02.000002')`.execute(
          trx,
        );
      }
    }
  });
  return { id, key };
}

/** Puts another file into an asset, as the app does; the key of its object. */
export async function addVersion(place: Place, id: string, bytes: Uint8Array): Promise<string> {
  const { db, store } = place;
  const key = `images/versions/${randomUUID()}.jpg`;
  const renditions = renditionsBeside(key);
  const [thumbnail, preview, strip] = renditions;
  await putObject(place, key, bytes);
  for (const [index, rendition] of renditions.entries()) {
    await putObject(place, rendition, noiseOf(bytes.length + index, 400));
  }
  await db.transaction().execute((trx) =>
    putFile(trx, {
      assetId: assetIdSchema.parse(id),
      by: null,
      note: '다시',
      rows: new SharedRows(null),
      file: {
        path: `${store.buckets.assets}/${key}`,
        content: null,
        name: 'again.jpg',
        type: 'image',
        mime: 'image/jpeg',
        size: bytes.length,
        checksum: sha256(bytes),
        look: {
          ...{ width: 640, height: 480, duration_ms: null, page_count: null, thumbhash: 'BQYHCA==' },
          ...{ rendition: 'ready', thumbnail_key: thumbnail, preview_key: preview },
          ...{ strip_key: strip, strip: stripLayout },
        },
      },
    }),
  );
  return key;
}

export interface Seeded {
  readonly brands: readonly string[];
  readonly project: string;
  readonly ids: readonly string[];
}

/** A library with a bit of everything; `large` is the size of its one large object. */
export async function seedLibrary(
  end: LibraryEnd,
  { large = 18 * 1024 * 1024, pictures = 14 } = {},
): Promise<Seeded> {
  const { db } = end;
  const user = end.userId ?? '';
  const [first, second, project] = [randomUUID(), randomUUID(), randomUUID()];
  const slug = randomBytes(4).toString('hex');
  await sql`
    insert into public.brands (id, name, slug, description, settings) values
      (${first}::uuid, '겨울공방', ${`겨울공방-${slug}`}, '니트', '{"watermark": true, "n": 9007199254740993}'),
      (${second}::uuid, 'Red Heel', ${`red-heel-${slug}`}, null, '{}')`.execute(db);
  await sql`
    insert into sparklio.brands (brand_id, color, archived) values (${first}::uuid, '#123456', false),
      (${second}::uuid, '#abcdef', true)`.execute(db);
  await sql`
    insert into public.projects (id, brand_id, name, slug, start_date, status)
    values (${project}::uuid, ${first}::uuid, 'Launch', 'launch', '2026-01-02', 'archived')`.execute(db);
  const added: { id: string }[] = [];
  for (let index = 0; index < pictures; index += 1) {
    const styles = ['bare', 'prefixed', 'none'] as const;
    added.push(
      await addAsset(end, {
        brand: index % 3 === 0 ? second : first,
        project: index % 3 === 1 ? project : null,
        user,
        name: `사진 ${index}, "take".jpg`,
        bytes: noiseOf(index + 10, 1000 + index * 997),
        checksum: styles[index % 3] ?? 'bare',
        tags: index % 2 === 0 ? ['shoes', '신발/빨강'] : [],
        trashed: index % 7 === 6,
        renditions: index % 2 === 0,
        note: index % 4 === 0 ? '메모 note' : '',
      }),
    );
  }
  const rest = { brand: first, user };
  added.push(await addAsset(end, { ...rest, name: 'large.mov', type: 'video', bytes: noiseOf(3, large) }));
  added.push(await addAsset(end, { ...rest, name: 'empty.jpg', bytes: new Uint8Array() }));
  added.push(
    await addAsset(end, {
      ...rest,
      name: 'copy.txt',
      type: 'text',
      bytes: new Uint8Array(),
      text: '짧은 글',
    }),
  );
  await sql`update public.brands set logo_asset_id = ${added[0]?.id}::uuid where id = ${second}::uuid`.execute(
    db,
  );
  return { brands: [first, second], project, ids: added.map(({ id }) => id) };
}

interface Described {
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** SHA-256 by key. */
  readonly objects: Readonly<Record<string, string>>;
}

/** Everything that the tables say, as PostgreSQL writes it, and every byte that they name: to compare two libraries by. */
export async function describeLibrary({ db, store }: Place, ids: readonly string[]): Promise<Described> {
  const list = sql`${[...ids]}::uuid[]`;
  const bucket = store.buckets.assets;
  const queries = {
    assets: sql`select (to_jsonb(g) - 'user_id' || jsonb_build_object('minio_path', regexp_replace(minio_path, '^[^/]*/', '')))::text as row
      from public.generated_assets g where id = any(${list}) order by id`,
    texts: sql`select to_jsonb(t)::text as row from public.generated_texts t where id = any(${list}) order by id`,
    own: sql`select to_jsonb(a)::text as row from sparklio.assets a where asset_id = any(${list}) order by asset_id`,
    details: sql`select (to_jsonb(d) - 'version_by')::text as row from sparklio.asset_details d where asset_id = any(${list}) order by asset_id`,
    contents: sql`select to_jsonb(t)::text as row from sparklio.asset_texts t where asset_id = any(${list}) order by asset_id`,
    search: sql`select search_text as row from sparklio.asset_search where asset_id = any(${list}) order by asset_id`,
    vectors: sql`select to_jsonb(v)::text as row from sparklio.asset_vectors v where asset_id = any(${list}) order by asset_id, model`,
    versions: sql`select (to_jsonb(v) - 'created_by' || jsonb_build_object('minio_path', regexp_replace(minio_path, '^[^/]*/', '')))::text as row
      from sparklio.asset_versions v where asset_id = any(${list}) order by asset_id, number`,
    brands: sql`select to_jsonb(b)::text as row from public.brands b where id in (select brand_id from sparklio.assets where asset_id = any(${list})) order by id`,
    settings: sql`select to_jsonb(b)::text as row from sparklio.brands b where brand_id in (select brand_id from sparklio.assets where asset_id = any(${list})) order by brand_id`,
    projects: sql`select to_jsonb(p)::text as row from public.projects p where brand_id in (select brand_id from sparklio.assets where asset_id = any(${list})) order by id`,
  };
  const rows: Record<string, string[]> = {};
  for (const [name, query] of Object.entries(queries)) {
    const found = await query.execute(db);
    rows[name] = found.rows.map((row) =>
      typeof row === 'object' && row !== null && 'row' in row ? String(row.row) : '',
    );
  }
  const named = await sql<{ key: string }>`
    select distinct key from (
      select regexp_replace(minio_path, '^[^/]*/', '') as key from public.generated_assets where id = any(${list})
      union all select thumbnail_key from sparklio.assets where asset_id = any(${list})
      union all select preview_key from sparklio.assets where asset_id = any(${list})
      union all select strip_key from sparklio.assets where asset_id = any(${list})
      union all select unnest(array[regexp_replace(minio_path, '^[^/]*/', ''), thumbnail_key, preview_key, strip_key])
        from sparklio.asset_versions where asset_id = any(${list})) k
    where key <> ''`.execute(db);
  const objects: Record<string, string> = {};
  for (const { key } of named.rows) {
    const answer = await fetch(store.presignGet({ bucket, key }, 600));
    objects[key] = answer.ok
      ? sha256(new Uint8Array(await answer.arrayBuffer()))
      : `missing (${answer.status})`;
  }
  return { rows, objects };
}
