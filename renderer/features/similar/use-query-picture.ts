import { client } from '@renderer/app/client.ts';
import { queryKeys } from '@renderer/app/query-keys.ts';
import { useView } from '@renderer/app/view-store.ts';
import type { SimilaritySource } from '@shared/contract/similar.ts';
import type { BrandId } from '@shared/domain/ids.ts';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

interface QueryPicture {
  url: string | null;
  /** The picture's address may have expired: the present one is fetched. */
  onError(): void;
  /** The brand to search in: the asset's own, for a dropped picture the one that is open in the sidebar. */
  brand: { id: BrandId; name: string } | null;
}

/** What is known of the picture that is searched for. */
export function useQueryPicture(view: { source: SimilaritySource; previewUrl: string | null }): QueryPicture {
  const { source, previewUrl } = view;
  const assetId = source.kind === 'asset' ? source.assetId : null;
  const [expired, setExpired] = useState(false);
  const { data: asset } = useQuery({
    queryKey: ['asset', assetId],
    queryFn: assetId === null ? skipToken : () => client.assets.get({ id: assetId }),
  });
  const scope = useView((state) => state.scope);
  const { data: catalog } = useQuery({
    queryKey: queryKeys.catalog(),
    queryFn: () => client.catalog.get({}),
  });
  const open = scope.kind === 'brand' || scope.kind === 'project' ? scope.brandId : null;
  const brandId = asset?.brandId ?? open;
  const brand = catalog?.brands.find(({ id }) => id === brandId);
  const fresh = asset?.thumbnailUrl ?? null;
  return {
    url: expired || previewUrl === null ? fresh : previewUrl,
    onError: () => setExpired(true),
    brand: brand === undefined ? null : { id: brand.id, name: brand.name },
  };
}
