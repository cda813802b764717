import { useTranslation } from 'react-i18next';
import { useUi } from '../../app/ui-store.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Kbd } from '../../components/kbd.tsx';
import styles from './palette.module.css';
import { shortcutGroups } from './shortcut-list.ts';

export function ShortcutsDialog() {
  const { t } = useTranslation('palette');
  const hide = useUi((state) => state.hide);
  return (
    <Dialog open onOpenChange={(open) => !open && hide()} title={t('command.shortcuts')} size="m">
      <div className={styles.groups}>
        {shortcutGroups.map((group) => (
          <section key={group.id} className={styles.group}>
            <h3>{t(`shortcutGroup.${group.id}`)}</h3>
            {group.shortcuts.map(({ id, keys }) => (
              <div key={id} className={styles.shortcut}>
                <span>{t(`shortcut.${id}`)}</span>
                <span className={styles.keys}>
                  {keys.map((key) => (
                    <Kbd key={key} keys={key} />
                  ))}
                </span>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  );
}
