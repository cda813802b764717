import type { Health } from '@shared/contract/health.ts';
import clsx from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useUi } from '../../app/ui-store.ts';
import { useFormat } from '../../app/use-format.ts';
import { Icon } from '../../components/icon.tsx';
import styles from './health-page.module.css';

/** What waits to be done, and what was given up. */
export function QueuesCard({ queues }: { queues: Health['queues'] }) {
  const { t } = useTranslation('health');
  const format = useFormat();
  const id = useId();
  const { uploadsWaiting, rendersWaiting, embedsWaiting, failed } = queues;
  const figures = [
    ['uploads', uploadsWaiting],
    ['renders', rendersWaiting],
    ['embeds', embedsWaiting],
  ] as const;
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id} className={styles.cardTitle}>
        {t('queues.title')}
      </h2>
      <dl className={styles.figures}>
        {figures.map(([name, count]) => (
          <div key={name} className={styles.figure}>
            <dt>{t(`queues.${name}`)}</dt>
            <dd className={clsx(count === 0 && styles.none)}>{format.number(count)}</dd>
          </div>
        ))}
        <div className={styles.figure}>
          <dt>{t('queues.failed')}</dt>
          <dd className={clsx(failed === 0 ? styles.none : styles.bad)}>
            {failed === 0 ? (
              format.number(failed)
            ) : (
              <button
                type="button"
                className={styles.link}
                aria-label={`${t('queues.showFailed')}: ${format.number(failed)}`}
                onClick={() => useUi.getState().show('failures')}
              >
                {format.number(failed)}
                <Icon icon={ChevronRight} size={14} />
              </button>
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** Who has the library open, and what this person may do. */
export function LibraryCard({ health: { desktops, access } }: { health: Health }) {
  const { t } = useTranslation('health');
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id} className={styles.cardTitle}>
        {t('library.title')}
      </h2>
      <dl className={styles.figures}>
        <div className={styles.figure}>
          <dt>{t('library.desktops')}</dt>
          <dd>
            {desktops <= 1 ? t('library.desktopsOne') : t('library.desktopsCount', { count: desktops })}
          </dd>
        </div>
        <div className={styles.figure}>
          <dt>{t('library.access')}</dt>
          <dd>{t(`library.${access}`)}</dd>
        </div>
      </dl>
    </section>
  );
}
