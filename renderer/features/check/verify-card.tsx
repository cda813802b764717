import type { CheckStatus } from '@shared/contract/check.ts';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { startCheck } from './actions.ts';
import styles from './check-page.module.css';

/** Reading every byte: slow, thorough, and can be broken off. */
export function VerifyCard({ status }: { status: CheckStatus }) {
  const { t } = useTranslation('check');
  const format = useFormat();
  const canChange = useCanChange();
  const id = useId();
  const { verified, unfinished, running } = status;
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div className={styles.cardHead}>
        <div className={styles.cardBody}>
          <h2 id={id} className={styles.cardTitle}>
            {t('verify.title')}
          </h2>
          <p className={styles.cardText}>{t('verify.text')}</p>
          {verified !== null && (
            <p className={styles.cardText}>
              {t('verify.last', {
                when: format.dateTime(verified.finishedAt),
                assets: format.number(verified.assets),
                size: format.bytes(verified.bytes),
              })}
              {verified.unsure > 0 && ` ${t('verify.unsure', { count: verified.unsure })}`}
            </p>
          )}
          {unfinished !== null && (
            <p className={styles.cardText}>
              {t('verify.unfinished', {
                done: format.number(unfinished.assets),
                total: format.number(unfinished.total),
              })}
            </p>
          )}
        </div>
        {canChange && (
          <Button disabled={running !== null} onClick={() => void startCheck(true)}>
            {unfinished === null ? t('verify.start') : t('verify.resume')}
          </Button>
        )}
      </div>
    </section>
  );
}
