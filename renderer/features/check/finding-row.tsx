import type { Finding } from '@shared/contract/check.ts';
import { Archive, Trash2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { useFormat } from '../../app/use-format.ts';
import { useView } from '../../app/view-store.ts';
import { IconButton } from '../../components/button.tsx';
import { decide } from './actions.ts';
import styles from './check-page.module.css';
import { removable } from './kinds.ts';

/** One finding: which, where, how large, since when, and what was decided about it. */
export function FindingRow({ finding }: { finding: Finding }) {
  const { t } = useTranslation('check');
  const format = useFormat();
  const canChange = useCanChange();
  const { id, kind, state, name, path, assetId, trashed, size, expectedSize, firstSeen, removedFrom } =
    finding;
  const sizes =
    size !== null && expectedSize !== null && size !== expectedSize
      ? t('sizes', { size: format.bytes(size), expected: format.bytes(expectedSize) })
      : size === null && expectedSize === null
        ? ''
        : format.bytes(size ?? expectedSize ?? 0);
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        {assetId === null ? (
          <span title={name}>{name}</span>
        ) : (
          <button
            type="button"
            className={styles.link}
            onClick={() => useView.getState().openViewer({ mode: 'viewer', assetId, index: 0 })}
          >
            {name}
          </button>
        )}
        <span className={styles.path} title={path}>
          {path}
        </span>
      </span>
      <span className={styles.notes}>
        {trashed && <span className={styles.note}>{t('inTrash')}</span>}
        {state === 'kept' && <span className={styles.note}>{t('isKept')}</span>}
        {removedFrom !== null && (
          <span className={styles.note}>{t('removedFrom', { when: format.date(removedFrom) })}</span>
        )}
      </span>
      <span className={styles.size}>{sizes}</span>
      <time className={styles.seen} dateTime={firstSeen} title={t('firstSeen')}>
        {format.date(firstSeen)}
      </time>
      {canChange && removable.has(kind) && (
        <span className={styles.rowActions}>
          {state === 'open' ? (
            <>
              <IconButton
                size="s"
                icon={Archive}
                label={t('keepOne', { name })}
                onClick={() => void decide(kind, [id], 'kept')}
              />
              <IconButton
                size="s"
                icon={Trash2}
                label={t('removeOne', { name })}
                onClick={() => void decide(kind, [id], 'quarantined')}
              />
            </>
          ) : (
            <IconButton
              size="s"
              icon={Undo2}
              label={t('undoOne', { name })}
              onClick={() => void decide(kind, [id], 'open')}
            />
          )}
        </span>
      )}
    </li>
  );
}
