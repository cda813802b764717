import { tagSchema } from '@shared/domain/asset.ts';
import type { TagCount } from '@shared/domain/catalog.ts';
import type { BrandId } from '@shared/domain/ids.ts';
import { plainText } from '@shared/domain/visible-text.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../app/client.ts';
import { queryKeys } from '../app/query-keys.ts';

/** Tags out of what was typed or pasted: split at commas, trimmed, without those that can't be tags. */
export function cleanTags(text: string): string[] {
  const tags = text.split(/[,，、\n]/).flatMap((part) => {
    const parsed = tagSchema.safeParse(part);
    return parsed.success ? [parsed.data] : [];
  });
  return [...new Set(tags)];
}

/** Known tags for what is typed, most used first, without those that are there already. */
export function useTagSuggestions(options: {
  brandId: BrandId | null;
  text: string;
  enabled: boolean;
  exclude: readonly string[];
}): TagCount[] {
  const { brandId, enabled, exclude } = options;
  const prefix = plainText(options.text).slice(0, 100);
  const { data } = useQuery({
    queryKey: queryKeys.tags(brandId, prefix),
    queryFn: () => client.catalog.tags({ brandId, prefix, limit: 20 }),
    enabled,
    placeholderData: keepPreviousData,
  });
  const hidden = new Set(exclude);
  return (data?.tags ?? []).filter(({ tag }) => !hidden.has(tag)).slice(0, 12);
}
