import type { LibraryPlace, Relocation } from '@shared/contract/relocation.ts';
import { ArrowRight, HardDrive, Server } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/error-text.ts';
import { Icon } from '../../components/icon.tsx';
import styles from './relocation.module.css';

/** From where to where. */
export function Route({ relocation: { from, to, fromName, toName } }: { relocation: Relocation }) {
  const name = usePlaceName();
  return (
    <p className={styles.route}>
      <span className={styles.end}>
        <Icon icon={from === 'local' ? HardDrive : Server} />
        {name(from, fromName)}
      </span>
      <Icon icon={ArrowRight} className={styles.arrow} />
      <span className={styles.end}>
        <Icon icon={to === 'local' ? HardDrive : Server} />
        {name(to, toName)}
      </span>
    </p>
  );
}

/** What a place is called in the window: the library on this computer has a name in each language. */
export function usePlaceName(): (place: LibraryPlace, name: string) => string {
  const { t } = useTranslation('connection');
  return (place, name) => (place === 'local' ? t('switcher.local') : name);
}

/** Assets that could not be copied, and why; the rest of a long list is in the report. */
export function Problems({ relocation: { problems, problemCount } }: { relocation: Relocation }) {
  const { t } = useTranslation('relocation');
  const errorText = useErrorText();
  if (problemCount === 0) return null;
  return (
    <section className={styles.problems}>
      <h3 className={styles.problemsTitle}>{t('problems.title', { count: problemCount })}</h3>
      <ul className={styles.problemList}>
        {problems.map(({ assetId, name, code }) => (
          <li key={assetId} className={styles.problemRow}>
            <span className={styles.problemName}>{name}</span>
            <span className={styles.quiet}>{errorText({ code }).title}</span>
          </li>
        ))}
      </ul>
      {problemCount > problems.length && (
        <p className={styles.quiet}>{t('problems.more', { count: problemCount - problems.length })}</p>
      )}
    </section>
  );
}
