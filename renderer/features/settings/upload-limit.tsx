import { useTranslation } from 'react-i18next';
import { toastError } from '../../app/edit.ts';
import { useSettings } from '../../app/settings-store.ts';
import { useFormat } from '../../app/use-format.ts';
import { Select } from '../../components/field.tsx';

const megabyte = 1_000_000;
/** Bytes a second, from a shared office line to all but the fastest of networks. */
const offered = [0.5, 1, 2, 5, 10, 25, 50].map((megabytes) => megabytes * megabyte);

/** How much of the line all uploads together may take; holds at once, also for what is on its way. */
export function UploadLimit() {
  const { t } = useTranslation('settings');
  const { settings, update } = useSettings();
  const format = useFormat();
  const chosen = settings.uploadLimit;
  // One that was set by other means is shown as it is.
  const limits = chosen === null || offered.includes(chosen) ? offered : [...offered, chosen];
  return (
    <Select
      label={t('uploadLimit.label')}
      value={String(chosen ?? 'none')}
      options={[
        { value: 'none', label: t('uploadLimit.none') },
        ...limits
          .toSorted((a, b) => a - b)
          .map((limit) => ({
            value: String(limit),
            label: t('uploadLimit.rate', { size: format.bytes(limit) }),
          })),
      ]}
      onChange={(value) =>
        void update({ uploadLimit: value === 'none' ? null : Number(value) }).catch(toastError)
      }
    />
  );
}
