import { type AssetQuery, assetQuerySchema } from '@shared/domain/query.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useView } from '../../../app/view-store.ts';
import { ResultSource, type Shown } from './result-source.ts';

/** The query of what the library shows now: scope, search text, filters and sort. */
export function useAssetQuery(): AssetQuery {
  const { scope, text, filters, sort } = useView(
    useShallow(({ scope, text, filters, sort }) => ({ scope, text, filters, sort })),
  );
  return useMemo(() => ({ scope, text, filters, sort }), [scope, text, filters, sort]);
}

export interface AssetResult {
  readonly source: ResultSource;
  /** What to show: the result, or the one before of the same place while it loads; null before the first. */
  readonly shown: Shown | null;
  /** Whether `shown` still is the result of the query before. */
  readonly outdated: boolean;
  readonly error: Error | null;
}

/** Follows the result of a query as `ResultSource` does. */
export function useAssetResult(query: AssetQuery): AssetResult {
  const client = useQueryClient();
  const written = JSON.stringify(query);
  const source = useMemo(
    // Equal queries share one source, whichever object they come as.
    () => new ResultSource(client, assetQuerySchema.parse(JSON.parse(written))),
    [client, written],
  );
  useEffect(() => source.start(), [source]);
  const { shown, error } = useSyncExternalStore(source.subscribe, source.getState);

  const before = useRef<Shown | null>(null);
  useEffect(() => {
    if (shown !== null) before.current = shown;
  }, [shown]);
  if (shown !== null || error !== null) return { source, shown, outdated: false, error };
  const samePlace =
    before.current !== null && JSON.stringify(before.current.query.scope) === JSON.stringify(query.scope);
  return { source, shown: samePlace ? before.current : null, outdated: samePlace, error: null };
}
