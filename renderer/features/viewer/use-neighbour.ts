import { client } from '@renderer/app/client.ts';
import { queryKeys } from '@renderer/app/query-keys.ts';
import { useView } from '@renderer/app/view-store.ts';
import { outlineOptions, pageOptions, pageSize } from '@renderer/features/library/data/queries.ts';
import { useAssetQuery } from '@renderer/features/library/data/use-asset-result.ts';
import { useSimilarResults } from '@renderer/features/similar/use-similar-results.ts';
import type { AssetSummary } from '@shared/domain/asset.ts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { pagesAround, placeOf } from './neighbour.ts';

/** The list that the viewer moves through: as it is in the middle pane. */
interface Sequence {
  /** Zero while it is not known. */
  total: number;
  /** Undefined beyond the list and where its page has not arrived. */
  at(index: number): AssetSummary | undefined;
}

const nothing: Sequence = { total: 0, at: () => undefined };

/** The present list with the assets from `from` to `to` (both included) at hand or on their way. */
export function useSequence(from: number, to: number): Sequence {
  const kind = useView((state) => state.main.kind);
  const library = useLibrarySequence(from, to, kind === 'library');
  const similar = useSimilarSequence(kind === 'similar');
  const biggest = useBiggestSequence(kind === 'usage');
  return { library, similar, usage: biggest, health: nothing, check: nothing }[kind];
}

function useLibrarySequence(from: number, to: number, enabled: boolean): Sequence {
  const query = useAssetQuery();
  const { data: outline } = useQuery({ ...outlineOptions(query), enabled });
  const pages = pagesAround(from, to, pageSize, outline?.cursors.length ?? 0);
  const replies = useQueries({
    queries: pages.map((page) => ({
      ...pageOptions(query, outline?.cursors[page] ?? null),
      enabled: enabled && outline !== undefined,
    })),
  });
  if (!enabled || outline === undefined) return nothing;
  const loaded = new Map(pages.map((page, index) => [page, replies[index]?.data?.assets]));
  return {
    total: outline.total,
    at: (index) => loaded.get(Math.floor(index / pageSize))?.[index % pageSize],
  };
}

function useSimilarSequence(enabled: boolean): Sequence {
  const { data } = useSimilarResults();
  if (!enabled || data === undefined) return nothing;
  return { total: data.results.length, at: (index) => data.results[index]?.asset };
}

function useBiggestSequence(enabled: boolean): Sequence {
  const { data } = useQuery({
    queryKey: queryKeys.usage(),
    queryFn: () => client.usage.summary({}),
    enabled,
  });
  if (!enabled || data === undefined) return nothing;
  return { total: data.biggest.length, at: (index) => data.biggest[index] };
}

/** The asset shown, its place now (others may come and go before it) and those beside it. */
export interface Neighbourhood {
  index: number;
  total: number;
  current: AssetSummary | undefined;
  previous: AssetSummary | undefined;
  next: AssetSummary | undefined;
  /** Any other asset of the list, where it has arrived. */
  at(index: number): AssetSummary | undefined;
}

export function useNeighbour({ assetId, index }: { assetId: string; index: number }): Neighbourhood {
  const sequence = useSequence(Math.max(0, index - 2), index + 2);
  const place = placeOf(assetId, index, (at) => sequence.at(at)?.id, sequence.total);
  const current = sequence.at(place);
  return {
    index: place,
    total: sequence.total,
    current: current?.id === assetId ? current : undefined,
    previous: place > 0 ? sequence.at(place - 1) : undefined,
    next: sequence.at(place + 1),
    at: sequence.at,
  };
}
