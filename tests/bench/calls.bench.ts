// Times of browsing and similar search as the window sees them: over IPC, with presigned URLs.
import { contract } from '../../shared/contract/index.ts';
import type { AssetQuery, Filters, Scope, Sort } from '../../shared/domain/query.ts';
import { invoke, openApp, waitForLibrary } from './support/app.ts';
import { ms, quantile } from './support/figures.ts';
import { withFolder } from './support/folders.ts';
import { seededProfile } from './support/profile.ts';
import { printRow } from './support/table.ts';

// Fewer for a quick look; 100,000 for the record.
const ASSETS = Number(process.env.SPARKLIO_BENCH_ASSETS ?? 100_000);
const VECTORS = Math.min(20_000, ASSETS / 5);
const WARM_UP = 3;

const profile = await seededProfile({ assets: ASSETS, vectors: VECTORS, thumbnails: 2000 });

await withFolder(async (folder) => {
  const app = await openApp(folder);
  try {
    await waitForLibrary(app.page);
    /** Milliseconds of each call, one after the other, measured in the window. */
    async function time(name: string, inputs: readonly unknown[]): Promise<number[]> {
      const call = { name, inputs: [...inputs.slice(0, WARM_UP), ...inputs] };
      const times = await app.page.evaluate(async ({ name, inputs }) => {
        const taken: number[] = [];
        for (const input of inputs) {
          const started = performance.now();
          const reply = await window.sparklio.call(name, input);
          taken.push(performance.now() - started);
          if (!reply.ok) throw new Error(`${name}: ${reply.error.code}`);
        }
        return taken;
      }, call);
      return times.slice(Math.min(WARM_UP, inputs.length));
    }

    function print(what: string, times: readonly number[], aim: number | null): void {
      const p95 = quantile(times, 0.95);
      printRow({
        what: `${what} (over IPC, ${times.length} calls)`,
        measured: `median ${ms(quantile(times, 0.5))}, p95 ${ms(p95)}`,
        against: aim === null ? 'no aim' : `p95 ≤ ${aim} ms`,
        met: aim === null ? null : p95 <= aim,
      });
    }

    const { brands } = await invoke(app.page, 'catalog.get', contract.catalog.get);
    const brand = brands[3];
    const project = brand?.projects[2];
    if (brand === undefined || project === undefined) throw new Error('The seed made no brands');

    const sorts: Sort[] = (['created', 'name', 'size', 'rating'] as const).flatMap((by) =>
      (['asc', 'desc'] as const).map((direction) => ({ by, direction })),
    );
    const scopes: Scope[] = [
      { kind: 'all' },
      { kind: 'brand', brandId: brand.id },
      { kind: 'project', brandId: brand.id, projectId: project.id },
    ];
    const filters: Filters[] = [
      {},
      { types: ['image'], orientations: ['portrait'] },
      { tags: { mode: 'all', values: ['겨울', 'hero'] } },
      { tags: { mode: 'none', values: ['draft'] } },
      { minRating: 5, labels: ['red'] },
      { created: { from: '2025-03-01T00:00:00Z', to: '2025-03-08T00:00:00Z' } },
    ];
    const queries: AssetQuery[] = scopes.flatMap((scope) =>
      filters.flatMap((filter) => sorts.map((sort) => ({ scope, text: '', filters: filter, sort }))),
    );
    const page = (query: AssetQuery) => ({ query, cursor: null, limit: 200 });
    const title = `of ${ASSETS.toLocaleString('en')}`;
    print(`Filtered, sorted page of 200 ${title}`, await time('assets.page', queries.map(page)), 60);

    const texts = ['겨울', '하이힐', 'hero', 'banner 12', '겨울 히어로', 'IMG_9999'];
    const searches = texts.flatMap((text) =>
      sorts.map((sort) => page({ scope: { kind: 'all' }, text, filters: {}, sort })),
    );
    print(`Page of 200 of a search by words ${title}`, await time('assets.page', searches), 60);

    const outlines = sorts.map((sort) => ({
      query: { scope: { kind: 'all' }, text: '', filters: {}, sort },
      pageSize: 200,
    }));
    print(`Outline ${title}`, await time('assets.outline', outlines), null);

    const first = await invoke(
      app.page,
      'assets.page',
      contract.assets.page,
      page({
        scope: { kind: 'brand', brandId: brand.id },
        text: '',
        filters: { types: ['image'] },
        sort: { by: 'created', direction: 'asc' },
      }),
    );
    const similar = first.assets.slice(0, 40).map(({ id }) => ({
      source: { kind: 'asset', assetId: id },
      brandId: brand.id,
      threshold: 0,
      limit: 200,
    }));
    print(
      `Similar within a brand, ${VECTORS.toLocaleString('en')} vectors`,
      await time('similar.search', similar),
      150,
    );
    const everywhere = similar.map((input) => ({ ...input, brandId: null }));
    print(`Similar in every brand`, await time('similar.search', everywhere), null);
  } finally {
    await app.quit();
  }
}, profile);
