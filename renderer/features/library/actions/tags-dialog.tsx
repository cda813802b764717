import type { AssetId } from '@shared/domain/ids.ts';
import { useTranslation } from 'react-i18next';
import { Button, Dialog } from '../../../components/index.ts';
import { useAssetDialog } from './dialog-store.ts';
import { SelectionTags } from './selection-tags.tsx';

/** The dialog opens for typing. It moves the focus itself, and so knows whom to give it back to. */
const markForFocus = (input: HTMLInputElement | null): void => input?.setAttribute('data-autofocus', '');

/** Adds and removes tags of a selection. */
export function TagsDialog({ ids }: { ids: readonly AssetId[] }) {
  const { t } = useTranslation(['library', 'common']);
  const close = useAssetDialog((state) => state.close);
  return (
    <Dialog
      open
      onOpenChange={close}
      title={t('tags.title', { count: ids.length })}
      footer={
        <Button variant="primary" onClick={close}>
          {t('common:done')}
        </Button>
      }
    >
      <SelectionTags ids={ids} inputRef={markForFocus} />
    </Dialog>
  );
}
