import type { ClipState } from '@shared/contract/embedding.ts';
import { ChevronRight, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useCopy } from '../connection/use-copy.ts';
import styles from './clip-card.module.css';

/** The files of a model with the checksums that they are held to. */
export function ClipFiles({ files }: { files: ClipState['files'] }) {
  const { t } = useTranslation('embedding');
  const format = useFormat();
  const copy = useCopy();
  return (
    <details className={styles.files}>
      <summary className={styles.summary}>
        <Icon icon={ChevronRight} size={14} className={styles.chevron} />
        {t('clip.files')}
      </summary>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('clip.file')}</th>
            <th scope="col" className={styles.number}>
              {t('clip.fileSize')}
            </th>
            <th scope="col">{t('clip.sha256')}</th>
          </tr>
        </thead>
        <tbody>
          {files.map(({ name, bytes, sha256 }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={styles.number}>{bytes > 0 ? format.bytes(bytes) : '–'}</td>
              <td>
                {sha256 === null ? (
                  <span className={styles.dim}>{t('clip.sha256Unknown')}</span>
                ) : (
                  <span className={styles.sha}>
                    <code title={sha256}>{`${sha256.slice(0, 12)}…`}</code>
                    <IconButton
                      icon={Copy}
                      size="s"
                      label={t('clip.copySha', { name })}
                      onClick={() => copy(sha256)}
                    />
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
