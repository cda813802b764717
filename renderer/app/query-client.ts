import { QueryClient } from '@tanstack/react-query';
import { ContractError } from './client.ts';

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
