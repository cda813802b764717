import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import PQueue from 'p-queue';
import sharp from 'sharp';
import type { SparklioDb } from '../../../electron/database/tables.ts';
import { startLocalServices } from '../../../electron/local/index.ts';
import type { ObjectStore } from '../../../electron/storage/port.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { projectRoot } from '../../../scripts/launcher/paths.ts';
import { templateFolder } from '../../../scripts/template/prepare.ts';
import { spawnServices } from '../../support/local-services.ts';
import { seedLibrary } from '../seed.ts';
import { keptFolder } from './folders.ts';
import { photos } from './photos.ts';

export interface ProfileOptions {
  readonly assets: number;
  /** Pictures with a vector of the model that the app has built in. */
  readonly vectors?: number;
  /** Different thumbnails that are really in the store, shared out among the assets. */
  readonly thumbnails?: number;
}

/** What the app searches by; the seed's vectors have its length. */
const BUILT_IN_MODEL = 'sparklio-visual-480';

const keys = { accessKey: 'bench', secretKey: 'bench-secret' };

/** A profile of the app with a library in it, made on the first run and after a change of the schema. To be copied. */
export async function seededProfile({
  assets,
  vectors = 0,
  thumbnails = 0,
}: ProfileOptions): Promise<string> {
  const name = `profile-${assets}-${vectors}-${thumbnails}-${await schemaVersion()}`;
  return await keptFolder(name, async (folder) => {
    const services = await startLocalServices({
      spawn: spawnServices,
      libraryDir: join(folder, 'library'),
      templateDir: templateFolder,
      store: { port: 0, allowedOrigins: [], ...keys },
    });
    try {
      const store = openS3Store({
        host: '127.0.0.1',
        port: services.storePort,
        secure: false,
        region: 'us-east-1',
        bucketPrefix: 'dev-',
        ...keys,
      });
      await store.ensureBuckets();
      await seedLibrary(services.db, { assets, vectors, model: BUILT_IN_MODEL });
      if (thumbnails > 0) await addThumbnails(services.db, store, thumbnails);
    } finally {
      await services.close();
    }
  });
}

async function schemaVersion(): Promise<string> {
  const migrations = join(projectRoot, 'electron', 'database', 'migrations');
  const paths = (await readdir(migrations)).sort().map((name) => join(migrations, name));
  const hash = createHash('sha256');
  for (const path of [...paths, join(projectRoot, 'tests', 'bench', 'seed.ts')]) {
    hash.update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Tones of one picture each: many different files from a few photographs, made in little time. */
async function addThumbnails(db: SparklioDb, store: ObjectStore, count: number): Promise<void> {
  const bases = (await photos(300)).slice(0, 100);
  const small = await Promise.all(
    bases.map((path) =>
      sharp(path)
        .resize({ width: 480, height: 480, fit: 'inside' })
        .raw()
        .toBuffer({ resolveWithObject: true }),
    ),
  );
  const queue = new PQueue({ concurrency: 8 });
  await queue.addAll(
    Array.from({ length: count }, (_, index) => async () => {
      const picture = small[index % small.length];
      if (picture === undefined) return;
      const { width, height, channels } = picture.info;
      const body = await sharp(picture.data, { raw: { width, height, channels } })
        .modulate({ hue: (index * 37) % 360 })
        .webp({ quality: 75, effort: 0 })
        .toBuffer();
      const url = store.presignPut({ bucket: store.buckets.assets, key: thumbnailKey(index) }, 3600);
      const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(body) });
      if (!answer.ok) throw new Error(`The store answered ${answer.status}`);
    }),
  );
  await sql`
    update sparklio.assets a set
      thumbnail_key = 'images/bench/' || (n.place % ${count}::int) || '.webp',
      -- A blurred placeholder that can be decoded.
      thumbhash = ${THUMBHASH}
    from (select asset_id, row_number() over (order by asset_id) as place from sparklio.assets) n
    where n.asset_id = a.asset_id and a.rendition = 'ready'`.execute(db);
  await sql`vacuum analyze sparklio.assets`.execute(db);
}

const thumbnailKey = (index: number): string => `images/bench/${index}.webp`;
const THUMBHASH = '1QcSHQRnh493V4dIh4eXh1h4kJUI';
