import type { AssetSummary } from '@shared/domain/asset.ts';
import { plainText } from '@shared/domain/visible-text.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, TextField } from '../../../components/index.ts';
import { splitName } from '../cells/describe.ts';
import { assetActions } from './asset-actions.ts';
import { useAssetDialog } from './dialog-store.ts';

/** Changes the name before the extension; the extension says what the file is and stays. */
export function RenameDialog({ asset }: { asset: AssetSummary }) {
  const { t } = useTranslation(['library', 'common']);
  const close = useAssetDialog((state) => state.close);
  const { stem, extension } = splitName(asset.name);
  const [name, setName] = useState(stem);
  const wanted = plainText(name);
  const submit = (): void => {
    if (wanted === '') return;
    close();
    if (wanted !== stem) void assetActions.rename(asset.id, `${wanted}${extension}`);
  };
  return (
    <Dialog
      open
      onOpenChange={close}
      title={t('rename.title')}
      footer={
        <>
          <Button onClick={close}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={wanted === ''} onClick={submit}>
            {t('rename.confirm')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('rename.label')}
        hint={extension === '' ? undefined : t('rename.hint', { extension })}
        value={name}
        maxLength={255 - extension.length}
        data-autofocus
        onChange={setName}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) submit();
        }}
      />
    </Dialog>
  );
}
