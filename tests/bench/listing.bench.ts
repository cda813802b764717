// Times of browsing and similar search on a large local library, over the port to its process, as the window sees
// them but for the IPC. `npx tsx tests/bench/listing.bench.ts [assets] [vectors]`
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createLibrary } from '../../electron/library/library.ts';
import { startLocalServices } from '../../electron/local/index.ts';
import { searchSimilar } from '../../electron/similarity/search.ts';
import { parseSqlVector } from '../../electron/similarity/vectors.ts';
import type { AssetUrls } from '../../electron/storage/asset-urls.ts';
import { createUsage } from '../../electron/usage/usage.ts';
import { prepareTemplate, templateFolder } from '../../scripts/template/prepare.ts';
import type { AssetQuery, Filters, Sort } from '../../shared/domain/query.ts';
import { spawnServices } from '../support/local-services.ts';
import { seedLibrary } from './seed.ts';
import { measure, report } from './timing.ts';

const assets = Number(process.argv[2] ?? 100_000);
const vectors = Number(process.argv[3] ?? 20_000);
const pageAim = 60;

const urls: AssetUrls = {
  thumbnail: (key) => `http://127.0.0.1/${key}`,
  preview: (key) => `http://127.0.0.1/${key}`,
  strip: (key) => `http://127.0.0.1/${key}`,
  original: ({ key }) => `http://127.0.0.1/${key}`,
  expiresAt: () => Date.now() + 3_600_000,
};

await prepareTemplate();
const kept = process.env.SPARKLIO_BENCH_LIBRARY;
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'sparklio-bench-')));
const services = await startLocalServices({
  spawn: spawnServices,
  libraryDir: folder,
  templateDir: templateFolder,
  store: null,
});
const { db } = services;
const library = createLibrary({ db, urls });

if (services.origin !== 'existing') {
  const started = Date.now();
  await seedLibrary(db, { assets, vectors });
  console.log(
    `seeded ${assets} assets and ${vectors} vectors in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
}
const { brands } = await library.catalog();
const brand = brands[3];
const project = brand?.projects[2];
if (!brand || !project) throw new Error('The seed made no brands');

const base: AssetQuery = {
  scope: { kind: 'all' },
  text: '',
  filters: {},
  sort: { by: 'created', direction: 'desc' },
};
const sorts: Sort[] = (['created', 'name', 'size', 'rating'] as const).flatMap((by) => [
  { by, direction: 'asc' as const },
  { by, direction: 'desc' as const },
]);
const scopes: [string, AssetQuery['scope']][] = [
  ['all', { kind: 'all' }],
  ['brand', { kind: 'brand', brandId: brand.id }],
  ['project', { kind: 'project', brandId: brand.id, projectId: project.id }],
  ['no project', { kind: 'project', brandId: brand.id, projectId: null }],
  ['untagged', { kind: 'untagged' }],
  ['trash', { kind: 'trash' }],
];
const filters: [string, Filters][] = [
  ['none', {}],
  ['png', { formats: ['image/png'] }],
  ['type + orientation', { types: ['image'], orientations: ['portrait'] }],
  ['two tags', { tags: { mode: 'all', values: ['겨울', 'hero'] } }],
  ['without a tag', { tags: { mode: 'none', values: ['draft'] } }],
  ['rating 5, red', { minRating: 5, labels: ['red'] }],
  ['big audio', { types: ['audio'], size: { min: 39_000_000 } }],
  ['a week', { created: { from: '2025-03-01T00:00:00Z', to: '2025-03-08T00:00:00Z' } }],
];

for (const [scopeName, scope] of scopes) {
  for (const [filterName, filter] of filters) {
    const timing = await measure(sorts.length * 2, (run) =>
      library.page({
        query: { ...base, scope, filters: filter, sort: sorts[run % sorts.length] ?? base.sort },
        cursor: null,
        limit: 200,
      }),
    );
    report(`page: ${scopeName}, ${filterName}`, timing, pageAim);
  }
}
for (const text of ['겨울', '하이힐', 'hero', 'banner 12', '겨울 히어로', 'q', 'IMG_9999']) {
  report(
    `page: search ${text}`,
    await measure(sorts.length, (run) =>
      library.page({ query: { ...base, text, sort: sorts[run] ?? base.sort }, cursor: null, limit: 200 }),
    ),
    pageAim,
  );
}
for (const sort of sorts) {
  const { cursors } = await library.outline({ query: { ...base, sort }, pageSize: 200 });
  report(
    `page: deep cursor, ${sort.by} ${sort.direction}`,
    await measure(20, (run) =>
      library.page({
        query: { ...base, sort },
        cursor: cursors[Math.floor((cursors.length * (run + 0.5)) / 20)] ?? null,
        limit: 200,
      }),
    ),
    pageAim,
  );
}
for (const sort of sorts) {
  report(
    `outline: all, ${sort.by} ${sort.direction}`,
    await measure(5, () => library.outline({ query: { ...base, sort }, pageSize: 200 })),
    400,
  );
}
report('ids: all', await measure(5, () => library.ids({ query: base, from: 0, to: assets })));
report('facets: all', await measure(5, () => library.facets({ query: base })));
report(
  'facets: brand',
  await measure(5, () => library.facets({ query: { ...base, scope: { kind: 'brand', brandId: brand.id } } })),
);
report('catalog', await measure(10, () => library.catalog()));
report(
  'tags: autocomplete',
  await measure(5, () => library.tags({ brandId: null, prefix: '겨', limit: 20 })),
);
report('usage', await measure(5, () => createUsage({ db, urls, freeBytes: async () => null }).summary()));

const sample = await db
  .selectFrom('sparklio.asset_vectors')
  .select('vector')
  .where('brand_id', '=', brand.id)
  .limit(1)
  .executeTakeFirst();
const vector = parseSqlVector(sample?.vector ?? '[]');
for (const brandId of [brand.id, null]) {
  report(
    `similar: ${brandId ? 'brand' : 'all brands'}, ${vectors} vectors`,
    await measure(20, () =>
      searchSimilar({ db, urls, vector, model: 'seed', brandId, threshold: 0, limit: 200 }),
    ),
    150,
  );
}
const all = await library.ids({ query: base, from: 0, to: assets });
for (const size of [1_000, 100_000]) {
  const ids = all.ids.slice(0, size);
  const started = performance.now();
  const { undoId } = await library.tag({ ids, add: ['bench'], remove: ['draft'] });
  const tagged = performance.now();
  await library.undo({ undoId });
  console.log(
    `tag ${ids.length}: ${(tagged - started).toFixed(0)} ms, undo ${(performance.now() - tagged).toFixed(0)} ms`,
  );
}
console.log(
  await sql`select pg_size_pretty(pg_database_size(current_database())) as size`
    .execute(db)
    .then((r) => r.rows[0]),
);

await services.close();
if (kept === undefined) await rm(folder, { recursive: true, force: true });
process.exit(0);
