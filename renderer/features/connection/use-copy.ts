import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { toastError } from '../../app/edit.ts';
import { toast } from '../../components/toast-store.ts';

/** Puts a text on the clipboard and says so. */
export function useCopy(): (text: string) => void {
  const { t } = useTranslation('connection');
  return useCallback(
    (text: string) => {
      navigator.clipboard.writeText(text).then(() => toast.success(t('plan.copied')), toastError);
    },
    [t],
  );
}
