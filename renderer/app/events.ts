import type { EmbeddingStatus } from '@shared/contract/embedding.ts';
import type { CallOutput } from '@shared/contract/index.ts';
import type { AssetSummary } from '@shared/domain/asset.ts';
import { assetIdSchema } from '@shared/domain/ids.ts';
import type { QueryClient } from '@tanstack/react-query';
import { useCopying } from '../features/library/actions/copying-store.ts';
import { client, onEvent } from './client.ts';
import { enterLibrary, showsAnother } from './enter-library.ts';
import { queryKeys } from './query-keys.ts';
import { useSettings } from './settings-store.ts';

/** What is told together (the main process sees to the pace) becomes one refresh, this many ms later. */
const coalesceMs = 50;
/** What one `assets.summaries` call takes. */
const summariesLimit = 400;

type Change = 'assets' | 'catalog' | 'tags';

const refreshes: Record<Change, readonly (readonly string[])[]> = {
  assets: [['assets'], ['asset'], ['catalog'], ['usage'], ['similar'], ['uploadHistory']],
  catalog: [['catalog'], ['usage'], ['asset']],
  tags: [['tags'], ['assets', 'facets'], ['assets', 'commonTags']],
};

interface Page {
  assets: AssetSummary[];
  urlsExpireAt: number;
}

/** Fetches the facts of the listed assets again where they are on screen, and puts them into the pages in place. */
async function refreshDetails(queries: QueryClient, ids: ReadonlySet<string>): Promise<void> {
  for (const id of ids) void queries.invalidateQueries({ queryKey: ['asset', id] });
  const pages = queries.getQueriesData<Page>({ queryKey: ['assets', 'page'] });
  const shown = [...new Set(pages.flatMap(([, page]) => page?.assets.map(({ id }) => id) ?? []))];
  const wanted = shown.filter((id) => ids.has(id)).map((id) => assetIdSchema.parse(id));
  for (let from = 0; from < wanted.length; from += summariesLimit) {
    const { assets } = await client.assets.summaries({ ids: wanted.slice(from, from + summariesLimit) });
    const fresh = new Map(assets.map((asset) => [asset.id, asset]));
    for (const [key, page] of pages) {
      if (!page?.assets.some(({ id }) => fresh.has(id))) continue;
      queries.setQueryData<Page>(key, (current) =>
        current === undefined
          ? current
          : { ...current, assets: current.assets.map((asset) => fresh.get(asset.id) ?? asset) },
      );
    }
  }
}

/** Turns what the main process tells into fresh data on screen; the one place that does. Returns the way to stop. */
export function startEvents(queries: QueryClient): () => void {
  const changes = new Set<Change>();
  const details = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const flush = (): void => {
    timer = null;
    const keys = new Map([...changes].flatMap((change) => refreshes[change]).map((key) => [key.join(), key]));
    const ids = new Set(details);
    const allAssets = changes.has('assets');
    changes.clear();
    details.clear();
    for (const queryKey of keys.values()) void queries.invalidateQueries({ queryKey: [...queryKey] });
    if (allAssets) for (const id of ids) void queries.invalidateQueries({ queryKey: ['asset', id] });
    else if (ids.size > 0 && queries.isFetching({ queryKey: ['assets', 'page'] }) > 0) {
      // What is on its way may be older than these facts, and would take their place.
      for (const id of ids) details.add(id);
      timer ??= setTimeout(flush, coalesceMs);
    } else if (ids.size > 0) {
      void refreshDetails(queries, ids).catch(() =>
        queries.invalidateQueries({ queryKey: ['assets', 'page'] }),
      );
    }
  };

  const stops = [
    onEvent('library.changed', ({ what, assetIds }) => {
      if (what !== 'asset-details') changes.add(what);
      for (const id of assetIds) details.add(id);
      timer ??= setTimeout(flush, coalesceMs);
    }),
    onEvent('library.statusChanged', (status) => {
      if (showsAnother(status)) {
        // A page shows one library in its life, so that nothing of another is left in it.
        location.reload();
        return;
      }
      enterLibrary(status);
      queries.setQueryData(queryKeys.libraryStatus(), status);
      // Which one is open is told with them.
      void queries.invalidateQueries({ queryKey: queryKeys.profiles() });
      if (status.state === 'open') {
        void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'library' });
      }
    }),
    onEvent('connection.profilesChanged', () =>
      queries.invalidateQueries({ queryKey: queryKeys.profiles() }),
    ),
    onEvent('assets.copying', (progress) => useCopying.getState().receive(progress)),
    onEvent('jobs.changed', (summary) => queries.setQueryData(queryKeys.jobs(), summary)),
    onEvent('health.changed', (health) => queries.setQueryData(queryKeys.health(), health)),
    onEvent('check.changed', (status) => queries.setQueryData(queryKeys.check(), status)),
    onEvent('embedding.changed', (status) => {
      const before = queries.getQueryData<EmbeddingStatus>(queryKeys.embedding());
      queries.setQueryData(queryKeys.embedding(), status);
      // Searches compare other vectors from now on.
      if (before && before.searching !== status.searching) {
        void queries.invalidateQueries({ queryKey: ['similar'] });
        void queries.invalidateQueries({ queryKey: queryKeys.vectorIndex() });
      }
    }),
    onEvent('embedding.clipChanged', (state) =>
      queries.setQueryData<CallOutput<'embedding.clip'>>(
        queryKeys.clipModels(),
        (known) =>
          known && { models: known.models.map((each) => (each.model === state.model ? state : each)) },
      ),
    ),
    onEvent('similar.indexChanged', (index) => queries.setQueryData(queryKeys.vectorIndex(), index)),
    onEvent('relocation.changed', (relocation) =>
      queries.setQueryData(queryKeys.relocation(), { relocation }),
    ),
    onEvent('intake.changed', (status) => queries.setQueryData(queryKeys.intake(), status)),
    onEvent('watch.changed', (state) => {
      queries.setQueryData(queryKeys.watchFolders(), state);
      void queries.invalidateQueries({ queryKey: ['watch', 'files'] });
    }),
    onEvent('app.settingsChanged', (settings) => useSettings.getState().receive(settings)),
  ];
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
