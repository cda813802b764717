// A library check of 100,000 assets on this computer: PGlite and the embedded object store in their process, 300,000 objects
// (originals, thumbnails and previews, all of the same few bytes), compared twice: once with everything in its place, once with
// a hundred things wrong. Memory is that of both processes, over what they have before. SPARKLIO_BENCH_ASSETS chooses fewer.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { ensureLocalUser } from '../../electron/database/local-user.ts';
import { SharedRows } from '../../electron/database/shared-rows.ts';
import type { SparklioDb } from '../../electron/database/tables.ts';
import { LibraryCheck } from '../../electron/library-check/library-check.ts';
import { startLocalServices } from '../../electron/local/index.ts';
import { createBucket } from '../../electron/storage/embedded/engine/buckets.ts';
import { putObject } from '../../electron/storage/embedded/engine/objects.ts';
import { Store } from '../../electron/storage/embedded/engine/store.ts';
import { openS3Store } from '../../electron/storage/s3-store.ts';
import { prepareTemplate, templateFolder } from '../../scripts/template/prepare.ts';
import { type SpawnedServices, spawnServices } from '../support/local-services.ts';
import { printRow } from './support/table.ts';

const assets = Number(process.env.SPARKLIO_BENCH_ASSETS ?? 100_000);
const aim = { minutes: 5, megabytes: 300 };
const keys = { accessKey: 'bench', secretKey: 'bench-secret' };
const brand = '11111111-1111-4111-8111-111111111111';
const bucket = 'dev-sparklio-assets';
const size = 21;

/** The id of asset `n`, the same in SQL. */
function idOf(n: number): string {
  const hex = createHash('md5').update(String(n)).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
const stemOf = (n: number): string => `images/${brand}/unassigned/2026/01/01/${idOf(n)}`;

async function seedObjects(dataDir: string): Promise<void> {
  const store = await Store.open(dataDir);
  for (const name of ['assets', 'temp', 'backups']) await createBucket(store, `dev-sparklio-${name}`);
  const bytes = Buffer.alloc(size, 7);
  const md5 = createHash('md5').update(bytes).digest('hex');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const content: Parameters<typeof putObject>[3] = { size, md5, sha256, content: [], newBlobs: [] };
  const attributes = { headers: {}, tags: null };
  for (let first = 1; first <= assets; first += 2_000) {
    const batch = Array.from({ length: Math.min(2_000, assets - first + 1) }, (_, at) => stemOf(first + at));
    await Promise.all(
      batch.flatMap((stem) =>
        ['.jpg', '.thumbnail.webp', '.preview.webp'].map((end) =>
          putObject(store, bucket, stem + end, content, attributes, () => undefined),
        ),
      ),
    );
  }
  await store.close();
}

/** Without the triggers, which would spend their time on words to search for. */
async function seedRows(db: SparklioDb): Promise<void> {
  const user = await ensureLocalUser(db, 'bench');
  await sql`insert into public.brands (id, name, slug) values (${brand}::uuid, 'Bench', 'bench')`.execute(db);
  const place = `images/${brand}/unassigned/2026/01/01/`;
  for (let first = 1; first <= assets; first += 10_000) {
    const last = Math.min(first + 9_999, assets);
    await db.transaction().execute(async (transaction) => {
      await sql`set local session_replication_role = replica`.execute(transaction);
      await sql`
        insert into public.generated_assets
          (id, brand_id, user_id, type, minio_path, original_name, file_size, mime_type, checksum, source)
        select md5(g::text)::uuid, ${brand}::uuid, ${user}::uuid, 'image',
          ${`${bucket}/${place}`} || md5(g::text)::uuid || '.jpg', g || '.jpg', ${size}::bigint, 'image/jpeg',
          encode(sha256(g::text::bytea), 'hex'), 'uploader'
        from generate_series(${first}::int, ${last}::int) g`.execute(transaction);
      await sql`
        insert into sparklio.assets (asset_id, brand_id, type, mime, name, name_key, size, created_at, trashed,
          published, rendition, thumbnail_key, preview_key)
        select md5(g::text)::uuid, ${brand}::uuid, 'image', 'image/jpeg', g || '.jpg', g || '.jpg', ${size}::bigint,
          now(), false, true, 'ready', ${place} || md5(g::text)::uuid || '.thumbnail.webp',
          ${place} || md5(g::text)::uuid || '.preview.webp'
        from generate_series(${first}::int, ${last}::int) g`.execute(transaction);
    });
  }
}

/** Resident bytes of this process and of the library's. */
async function resident(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  const child = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  return process.memoryUsage.rss() + child;
}

const folder = await mkdtemp(join(tmpdir(), 'sparklio-bench-'));
await prepareTemplate();
await seedObjects(join(folder, 'objects'));
let child: SpawnedServices | undefined;
const services = await startLocalServices({
  spawn: () => {
    child = spawnServices();
    return child;
  },
  libraryDir: folder,
  templateDir: templateFolder,
  store: { port: 0, allowedOrigins: [], ...keys },
});
const pid = child?.pid ?? 0;
try {
  await seedRows(services.backgroundDb);
  const store = openS3Store({
    host: '127.0.0.1',
    port: services.storePort,
    secure: false,
    region: 'us-east-1',
    bucketPrefix: 'dev-',
    ...keys,
  });
  const check = new LibraryCheck({
    db: services.backgroundDb,
    store,
    media: { hash: () => Promise.reject(new Error('nothing is hashed here')) },
    publish: () => undefined,
    rows: new SharedRows(null),
    jobs: null,
    userId: '',
    shared: false,
    alone: (_name, work) => work(),
    renderAgain: async () => undefined,
    trash: () => Promise.reject(new Error('nothing is trashed here')),
    onAssets: () => undefined,
  });

  async function run(what: string): Promise<number> {
    const idle = await resident(pid);
    let most = idle;
    const watching = setInterval(() => {
      void resident(pid).then((now) => {
        most = Math.max(most, now);
      });
    }, 100);
    const began = performance.now();
    await check.start({ verify: false });
    let status = await check.status();
    while (status.running !== null) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      status = await check.status();
    }
    const seconds = (performance.now() - began) / 1000;
    clearInterval(watching);
    const more = (most - idle) / 1e6;
    printRow({
      what: `Library check of ${assets.toLocaleString('en')} assets and ${String(status.last?.objects)} objects, ${what}`,
      measured: `${seconds.toFixed(1)} s, ${more.toFixed(0)} MB over ${(idle / 1e6).toFixed(0)} MB, load ${loadavg()[0]?.toFixed(1) ?? ''}`,
      against: `≤ ${String(aim.minutes)} min, ≤ ${String(aim.megabytes)} MB`,
      met: status.failed === null && seconds <= aim.minutes * 60 && more <= aim.megabytes,
    });
    return status.groups.reduce((sum, { open, quarantined }) => sum + open + quarantined, 0);
  }

  const none = await run('all in its place');
  const wrong = Array.from({ length: 50 }, (_, at) => at * Math.floor(assets / 50) + 1);
  await store.remove(wrong.map((n) => ({ bucket, key: `${stemOf(n)}.jpg` })));
  await store.remove(wrong.map((n) => ({ bucket, key: `${stemOf(n + 1)}.preview.webp` })));
  const found = await run('100 things wrong');
  printRow({
    what: 'Found of 0 and of 100',
    measured: `${String(none)}, ${String(found)}`,
    against: '0, 100',
    met: none === 0 && found === 100,
  });
  await check.close();
  store.agent.destroy();
} finally {
  await services.close();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
