import type { FindingKind } from '@shared/contract/check.ts';
import type { LibraryPlace } from '@shared/contract/relocation.ts';
import type { SimilaritySource } from '@shared/contract/similar.ts';
import type { AssetId, BatchId, BrandId } from '@shared/domain/ids.ts';
import type { AssetQuery } from '@shared/domain/query.ts';
import type { WatchFolderId } from '@shared/domain/watch.ts';

/** Every key of the query cache; the first words are what `events.ts` invalidates by. */
export const queryKeys = {
  info: () => ['app', 'info'] as const,
  libraryStatus: () => ['library', 'status'] as const,
  profiles: () => ['connection', 'profiles'] as const,
  tailnet: () => ['connection', 'tailnet'] as const,
  catalog: () => ['catalog'] as const,
  tags: (brandId: BrandId | null, prefix: string) => ['tags', brandId, prefix] as const,
  outlines: () => ['assets', 'outline'] as const,
  outline: (query: AssetQuery) => ['assets', 'outline', query] as const,
  page: (query: AssetQuery, cursor: string | null) => ['assets', 'page', query, cursor] as const,
  facets: (query: AssetQuery) => ['assets', 'facets', query] as const,
  commonTags: (ids: readonly AssetId[]) => ['assets', 'commonTags', ids] as const,
  summaries: (ids: readonly AssetId[]) => ['assets', 'summaries', ids] as const,
  asset: (id: AssetId) => ['asset', id] as const,
  original: (id: AssetId) => ['asset', id, 'original'] as const,
  versions: (id: AssetId) => ['asset', id, 'versions'] as const,
  usage: () => ['usage'] as const,
  jobs: () => ['jobs'] as const,
  jobFailures: () => ['jobs', 'failures'] as const,
  batches: () => ['ingest', 'batches'] as const,
  uploadHistory: () => ['uploadHistory'] as const,
  uploadHistoryFiles: (batchId: BatchId, offset: number) => ['uploadHistory', batchId, offset] as const,
  batchFiles: (batchId: BatchId, offset: number) => ['ingest', 'files', batchId, offset] as const,
  watchFolders: () => ['watch', 'folders'] as const,
  watchedFiles: (id: WatchFolderId, show: 'all' | 'failed') => ['watch', 'files', id, show] as const,
  intake: () => ['intake'] as const,
  health: () => ['health'] as const,
  check: () => ['check', 'status'] as const,
  findings: (kind: FindingKind, limit: number, counts: string | undefined) =>
    ['check', 'findings', kind, limit, counts] as const,
  embedding: () => ['embedding', 'status'] as const,
  clipModels: () => ['embedding', 'clip'] as const,
  vectorIndex: () => ['vectorIndex'] as const,
  relocation: () => ['relocation', 'current'] as const,
  relocationPreview: (from: LibraryPlace, to: LibraryPlace) => ['relocation', 'preview', from, to] as const,
  similar: (source: SimilaritySource, brandId: BrandId | null, threshold: number, limit: number) =>
    ['similar', source, brandId, threshold, limit] as const,
};
