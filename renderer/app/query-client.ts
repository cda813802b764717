import { QueryClient } from '@tanstack/react-query';
import { ContractError } from './client.ts';

/** Presigned URLs are fetched again this long before they expire. */
const expiryMarginMs = 60_000;

/** `staleTime` of a reply with presigned URLs: fresh until shortly before the first of them expires. */
export function staleTimeUntil(urlsExpireAt: number | undefined, fetchedAt: number): number {
  if (urlsExpireAt === undefined) return 0;
  return Math.max(0, urlsExpireAt - expiryMarginMs - fetchedAt);
}

/** For `useQuery({ staleTime: urlStaleTime })` of any reply that has `urlsExpireAt`. */
export function urlStaleTime(query: {
  state: { data: { urlsExpireAt: number } | undefined; dataUpdatedAt: number };
}): number {
  return staleTimeUntil(query.state.data?.urlsExpireAt, query.state.dataUpdatedAt);
}

/** The main process tells what changed (see `events.ts`), so nothing is fetched again by time or focus. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
      retry: (failures, error) => error instanceof ContractError && error.retry && failures < 2,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
