import type { AssetQuery, Filters } from '@shared/domain/query.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { facetsOptions } from '../data/queries.ts';
import { useAssetQuery } from '../data/use-asset-result.ts';
import { withFilter } from './values.ts';

/** What a chip offers: counted with all other filters, without its own, so that its choices do not vanish. */
export function useFacets(own: keyof Filters) {
  const query: AssetQuery = useAssetQuery();
  return useQuery({
    ...facetsOptions({ ...query, filters: withFilter(query.filters, own, undefined) }),
    placeholderData: keepPreviousData,
  });
}
