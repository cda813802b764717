import type { CallOutput } from '@shared/contract/index.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import type { AssetQuery } from '@shared/domain/query.ts';
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../../app/client.ts';
import { queryKeys } from '../../../app/query-keys.ts';

export type Outline = CallOutput<'assets.outline'>;
export type AssetPage = CallOutput<'assets.page'>;

/** Assets in one page; the cursors of an outline are this far apart. */
export const pageSize = 100;

/** Presigned URLs are fetched again this long before they expire, ms. */
const urlMargin = 5 * 60_000;

const minute = 60_000;

/** How long a reply with presigned URLs may be used, ms; never negative. */
export function timeLeft(urlsExpireAt: number | undefined, now: number): number {
  return urlsExpireAt === undefined ? 0 : Math.max(0, urlsExpireAt - urlMargin - now);
}

/** The shape of a whole result. */
export function outlineOptions(query: AssetQuery) {
  return queryOptions({
    queryKey: queryKeys.outline(query),
    queryFn: () => client.assets.outline({ query, pageSize }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 5 * minute,
    // Buffers are replaced, never compared.
    structuralSharing: false,
  });
}

/** One page of a result; `cursor` is one of its outline's. */
export function pageOptions(query: AssetQuery, cursor: string | null) {
  return queryOptions({
    queryKey: queryKeys.page(query, cursor),
    queryFn: () => client.assets.page({ query, cursor, limit: pageSize }),
    staleTime: ({ state }) => timeLeft(state.data?.urlsExpireAt, Date.now()),
    refetchInterval: ({ state }) =>
      state.data === undefined ? false : Math.max(minute, timeLeft(state.data.urlsExpireAt, Date.now())),
    gcTime: 2 * minute,
  });
}

export function detailsOptions(id: AssetId) {
  return queryOptions({
    queryKey: queryKeys.asset(id),
    queryFn: () => client.assets.get({ id }),
    staleTime: 10 * minute,
    gcTime: 2 * minute,
  });
}

export function facetsOptions(query: AssetQuery) {
  return queryOptions({
    queryKey: queryKeys.facets(query),
    queryFn: () => client.assets.facets({ query }),
    staleTime: minute,
  });
}
