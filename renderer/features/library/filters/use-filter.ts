import type { Filters } from '@shared/domain/query.ts';
import { useCallback } from 'react';
import { useView } from '../../../app/view-store.ts';
import { withFilter } from './values.ts';

/** One filter of the view and how to set it; undefined takes it away. */
export function useFilter<K extends keyof Filters>(
  key: K,
): [Filters[K], (value: NonNullable<Filters[K]> | undefined) => void] {
  const value = useView(({ filters }) => filters[key]);
  const set = useCallback(
    (next: NonNullable<Filters[K]> | undefined) => {
      const { filters, setFilters } = useView.getState();
      setFilters(withFilter(filters, key, next));
    },
    [key],
  );
  return [value, set];
}
