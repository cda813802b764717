import { client } from '@renderer/app/client.ts';
import { queryKeys } from '@renderer/app/query-keys.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

/** View URLs live an hour; details older than this are fetched again when an asset is shown. */
const freshMs = 30 * 60_000;

const detailsOptions = (id: AssetId) =>
  queryOptions({
    queryKey: queryKeys.asset(id),
    queryFn: () => client.assets.get({ id }),
    staleTime: freshMs,
  });

export const useDetails = (id: AssetId) => useQuery(detailsOptions(id));

/** Fetches details ahead and warms the HTTP cache with the preview. */
export async function preload(queries: QueryClient, id: AssetId): Promise<void> {
  const details = await queries.fetchQuery(detailsOptions(id)).catch(() => null);
  if (details?.previewUrl) new Image().src = details.previewUrl;
}

/** Whether what could not be loaded is not in the store at all, as far as the store can be asked. */
export function useIsMissing(id: AssetId, failed: boolean): boolean {
  const { data } = useQuery({
    queryKey: queryKeys.original(id),
    queryFn: () => client.assets.original({ id }),
    enabled: failed,
    staleTime: 0,
    retry: false,
  });
  return failed && data?.state === 'missing';
}

interface Recovery {
  /** Part of the `key` of what loads: a new attempt loads anew even from the same URL. */
  attempt: number;
  /** True once a fresh URL failed as well. */
  failed: boolean;
  /** Tell that loading failed: the first time URLs are fetched anew (they may have expired). */
  onError(): void;
  retry(): void;
}

export function useRecovery(id: AssetId): Recovery {
  const queries = useQueryClient();
  const [state, setState] = useState({ attempt: 0, failed: false });
  const again = (): void => {
    void queries
      .refetchQueries({ queryKey: queryKeys.asset(id) })
      .then(() => setState(({ attempt }) => ({ attempt: attempt + 1, failed: false })));
  };
  return {
    ...state,
    onError: () => (state.attempt === 0 ? again() : setState((now) => ({ ...now, failed: true }))),
    retry: again,
  };
}
