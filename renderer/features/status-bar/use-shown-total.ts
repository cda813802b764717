import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { useView } from '../../app/view-store.ts';

/** How many assets the middle pane shows, as its outline says; undefined before it is known. */
export function useShownTotal(): number | undefined {
  const queries = useQueryClient();
  const main = useView((state) => state.main.kind);
  const subscribe = useCallback(
    (changed: () => void) => queries.getQueryCache().subscribe(changed),
    [queries],
  );
  return useSyncExternalStore(subscribe, () => {
    if (main !== 'library') return undefined;
    const [shown] = queries
      .getQueryCache()
      .findAll({ queryKey: ['assets', 'outline'], type: 'active' })
      .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
    const data: unknown = shown?.state.data;
    return typeof data === 'object' && data !== null && 'total' in data && typeof data.total === 'number'
      ? data.total
      : undefined;
  });
}
