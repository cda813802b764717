import type { VectorIndex } from '@shared/contract/similar.ts';
import clsx from 'clsx';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { confirm } from '../../components/confirm-dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import styles from './index-panel.module.css';

/** The index of another program on the shared column: what is thought of it, and the way to a better one. */
export function SharedIndex({
  shared,
  writable,
  busy,
  onReplace,
}: {
  shared: NonNullable<VectorIndex['shared']>;
  writable: boolean;
  busy: boolean;
  onReplace: () => void;
}) {
  const { t } = useTranslation('embedding');
  const format = useFormat();
  const { name, kind, lists, vectors, judgement, advisedLists } = shared;
  const good = judgement === 'good';
  const replace = async (): Promise<void> => {
    const yes = await confirm({
      title: t('index.shared.confirmTitle'),
      description: t('index.shared.confirmText', { name }),
      confirmLabel: t('index.shared.confirmButton'),
    });
    if (yes) onReplace();
  };
  return (
    <section className={styles.card} aria-label={t('index.shared.title')}>
      <header className={styles.head}>
        <div>
          <h3 className={styles.title}>{t('index.shared.title')}</h3>
          <p className={styles.intro}>{t('index.shared.text')}</p>
        </div>
        {!good && (
          <Button size="s" busy={busy} disabled={!writable} onClick={() => void replace()}>
            {t('index.shared.replace')}
          </Button>
        )}
      </header>
      <div className={clsx(styles.judgement, !good && styles.judgementWarn)}>
        <Icon icon={good ? CircleCheck : CircleAlert} />
        <div>
          <p className={styles.judgementTitle}>{t(`index.shared.judgement.${judgement}`)}</p>
          <p>{t(`index.shared.judgementText.${judgement}`)}</p>
        </div>
      </div>
      <dl className={styles.facts} data-selectable>
        <div className={styles.fact}>
          <dt>{t('index.shared.name')}</dt>
          <dd>{name}</dd>
        </div>
        <div className={styles.fact}>
          <dt>{t('index.shared.kind')}</dt>
          <dd>{kind}</dd>
        </div>
        <div className={styles.fact}>
          <dt>{t('index.shared.vectors')}</dt>
          <dd>{format.number(vectors)}</dd>
        </div>
        {lists !== null && (
          <div className={styles.fact}>
            <dt>{t('index.shared.lists')}</dt>
            <dd>
              {advisedLists === null || advisedLists === lists
                ? format.number(lists)
                : t('index.shared.advised', { lists, advised: advisedLists })}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
