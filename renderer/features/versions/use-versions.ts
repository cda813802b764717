import type { AssetId } from '@shared/domain/ids.ts';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { timeLeft } from '../library/data/queries.ts';

const minute = 60_000;

/** The files that an asset has and had; asked for again whenever the asset is, and before its addresses expire. */
export function useVersions(id: AssetId | null) {
  return useQuery({
    queryKey: id === null ? ['asset', null, 'versions'] : queryKeys.versions(id),
    queryFn: () => {
      if (id === null) throw new Error('No asset is chosen');
      return client.versions.list({ id });
    },
    enabled: id !== null,
    staleTime: ({ state }) => timeLeft(state.data?.urlsExpireAt, Date.now()),
    refetchInterval: ({ state }) =>
      state.data === undefined ? false : Math.max(minute, timeLeft(state.data.urlsExpireAt, Date.now())),
    gcTime: 2 * minute,
  });
}
