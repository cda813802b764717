import type { Relocation } from '@shared/contract/relocation.ts';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';

/** The move that runs or ended last. Kept true by `relocation.changed`. */
export function useRelocation() {
  return useQuery({
    queryKey: queryKeys.relocation(),
    queryFn: () => client.relocation.current({}),
    retry: false,
  });
}

/** The newest state, before the next event tells it. */
export function takeRelocation(relocation: Relocation): void {
  queryClient.setQueryData(queryKeys.relocation(), { relocation });
}

/** Whether a move may still go on. */
export const isUnderWay = ({ state }: Relocation): boolean =>
  state === 'copying' || state === 'verifying' || state === 'paused' || state === 'failed';

/** 0 to 1; by bytes, which is what takes the time. */
export function shareDone({ bytes, bytesDone, assets, assetsDone }: Relocation): number {
  if (bytes > 0) return Math.min(1, bytesDone / bytes);
  return assets > 0 ? Math.min(1, assetsDone / assets) : 0;
}

/** A pause that ends by itself once the servers answer again. */
export const isWaiting = ({ state, reason }: Relocation): boolean => state === 'paused' && reason !== null;
