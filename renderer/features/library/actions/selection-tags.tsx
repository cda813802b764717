import type { AssetId } from '@shared/domain/ids.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Ref, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../app/client.ts';
import { queryKeys } from '../../../app/query-keys.ts';
import { useView } from '../../../app/view-store.ts';
import { TagInput, TagList } from '../../../components/index.ts';
import { assetActions } from './asset-actions.ts';

/** The tags of a selection: those that all carry, and those that some do with how many. */
export function SelectionTags({
  ids,
  readOnly = false,
  inputRef,
  onEscape,
}: {
  ids: readonly AssetId[];
  readOnly?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  onEscape?: () => void;
}) {
  const { t } = useTranslation('library');
  const scope = useView((state) => state.scope);
  const { data } = useQuery({
    queryKey: queryKeys.commonTags(ids),
    queryFn: () => client.assets.commonTags({ ids: [...ids] }),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  const tags = useMemo(
    () =>
      (data?.tags ?? [])
        .map(({ tag, count }) => ({ tag, count, partial: count < ids.length }))
        // What all carry first; of the rest the most used.
        .toSorted((a, b) => b.count - a.count),
    [data, ids.length],
  );
  if (readOnly) return <TagList tags={tags} label={t('menu.tags')} />;
  return (
    <TagInput
      tags={tags}
      brandId={'brandId' in scope ? scope.brandId : null}
      onAdd={(add) => void assetActions.tag([...ids], { add })}
      onRemove={(tag) => void assetActions.tag([...ids], { remove: [tag] })}
      {...(inputRef !== undefined && { inputRef })}
      {...(onEscape !== undefined && { onEscape })}
    />
  );
}
