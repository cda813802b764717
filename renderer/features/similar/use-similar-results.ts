import { ContractError, client } from '@renderer/app/client.ts';
import { queryKeys } from '@renderer/app/query-keys.ts';
import { useView } from '@renderer/app/view-store.ts';
import type { SimilaritySource } from '@shared/contract/similar.ts';
import type { BrandId } from '@shared/domain/ids.ts';
import { keepPreviousData, queryOptions, skipToken, useQuery } from '@tanstack/react-query';
import { countAbove, resultLimit, wordsScale } from './matches.ts';

/** View URLs live an hour; results older than this are fetched again when they are shown. */
const freshMs = 30 * 60_000;

function similarOptions(source: SimilaritySource | null, brandId: BrandId | null) {
  return queryOptions({
    queryKey: source === null ? ['similar', null] : queryKeys.similar(source, brandId, 0, resultLimit),
    queryFn:
      source === null
        ? skipToken
        : () => client.similar.search({ source, brandId, threshold: 0, limit: resultLimit }),
    staleTime: freshMs,
  });
}

const analysingMs = 3000;

/** Results of the present *Find similar*, those at or above the threshold. */
export function useSimilarResults() {
  const source = useView(({ main }) => (main.kind === 'similar' ? main.source : null));
  const brandId = useView((state) => state.similarBrandId);
  const byWords = source?.kind === 'text';
  const threshold = useView((state) => (byWords ? state.wordsThreshold : state.similarThreshold));
  const setThreshold = useView((state) => (byWords ? state.setWordsThreshold : state.setSimilarThreshold));
  const query = useQuery({
    ...similarOptions(source, brandId),
    placeholderData: keepPreviousData,
    retry: false,
    // A picture that is still being analysed is asked for again until its vector is there.
    refetchInterval: ({ state }) =>
      state.error instanceof ContractError && state.error.code === 'no_vector' ? analysingMs : false,
  });
  const { data } = query;
  const best = data?.results[0]?.similarity ?? null;
  return {
    ...query,
    data: data && { ...data, results: data.results.slice(0, countAbove(data.results, threshold)) },
    /** The highest similarity found, whatever the threshold; null when nothing was. */
    best,
    threshold,
    setThreshold,
    /** Where the threshold's scale ends. */
    most: byWords ? wordsScale(best) : 1,
  };
}
