import type { FindingGroup } from '@shared/contract/check.ts';
import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCatalog } from '../../app/use-library.ts';
import { Button } from '../../components/button.tsx';
import { confirm } from '../../components/confirm-dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { decide, makeRenditions, repairFiles, restoreAssets, trashMissing } from './actions.ts';
import styles from './check-page.module.css';
import { removable, repairable } from './kinds.ts';

/** What can be done about all findings of a kind at once. */
export function GroupActions({ group, busy }: { group: FindingGroup; busy: boolean }) {
  const { t } = useTranslation('check');
  const { kind, open } = group;
  if (open === 0) return null;
  return (
    <div className={styles.actions}>
      {repairable.has(kind) && (
        <Menu
          align="end"
          trigger={
            <Button disabled={busy}>
              {t('repair')}
              <Icon icon={ChevronDown} size={14} />
            </Button>
          }
          items={[
            { label: t('repairFormer'), onSelect: () => void repairFiles('former') },
            { label: t('repairFolder'), onSelect: () => void repairFiles('folder') },
          ]}
        />
      )}
      {kind === 'missing_object' && <Button onClick={() => void trashMissing()}>{t('trash')}</Button>}
      {kind === 'missing_rendition' && (
        <Button onClick={() => void makeRenditions()}>{t('makeRenditions')}</Button>
      )}
      {kind === 'orphan_object' && <Restore busy={busy} />}
      {removable.has(kind) && (
        <>
          <Button variant="ghost" onClick={() => void decide(kind, null, 'kept')}>
            {t('keep')}
          </Button>
          <Button variant="ghost" onClick={() => void removeAll(group, t)}>
            {t('remove')}
          </Button>
        </>
      )}
    </div>
  );
}

async function removeAll(
  { kind, open }: FindingGroup,
  t: ReturnType<typeof useTranslation<'check'>>['t'],
): Promise<void> {
  const yes = await confirm({
    title: t('confirmRemove.title', { count: open }),
    description: t('confirmRemove.text'),
    confirmLabel: t('confirmRemove.yes'),
    danger: true,
  });
  if (yes) await decide(kind, null, 'quarantined');
}

/** Keys mostly name the brand; the chosen one gets what they do not. */
function Restore({ busy }: { busy: boolean }) {
  const { t } = useTranslation('check');
  const { data: catalog } = useCatalog();
  const brands = (catalog?.brands ?? []).filter(({ archived }) => !archived);
  return (
    <Menu
      align="end"
      trigger={
        <Button disabled={busy || brands.length === 0}>
          {t('restore')}
          <Icon icon={ChevronDown} size={14} />
        </Button>
      }
      items={[
        { heading: t('restoreInto') },
        ...brands.map(({ id, name, color }) => ({
          label: name,
          dot: color,
          onSelect: () => void restoreAssets(null, id),
        })),
      ]}
    />
  );
}
