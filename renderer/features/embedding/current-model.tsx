import type { EmbeddingStatus } from '@shared/contract/embedding.ts';
import clsx from 'clsx';
import { TriangleAlert, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useUi } from '../../app/ui-store.ts';
import { Button } from '../../components/button.tsx';
import { FactChips } from '../../components/fact-chips.tsx';
import { Icon } from '../../components/icon.tsx';
import { Progress } from '../../components/progress.tsx';
import { endpointCauseWords } from './cause-text.ts';
import styles from './current-model.module.css';
import type { Choose } from './embedding-panel.tsx';
import { choiceOfModel, modelName } from './model-name.ts';
import { useFormerChoice } from './use-embedding.ts';

/** What is searched with now, how far a change is, and what stands in the way. */
export function CurrentModel({ status, onChoose }: { status: EmbeddingStatus; onChoose: Choose | null }) {
  const { t } = useTranslation('embedding');
  const former = useFormerChoice((state) => state.choice);
  const { searching, model, dimensions, text, embedded, failed, total, state } = status;
  const changing = searching !== '' && searching !== model;
  const left = Math.max(0, total - embedded - failed);
  const back = changing ? (choiceOfModel(searching) ?? former) : null;
  return (
    <section className={styles.current} aria-label={t('current.label')}>
      <header className={styles.head}>
        <div className={styles.words}>
          <p className={styles.label}>{t('current.label')}</p>
          <p className={styles.name} data-selectable>
            {modelName(searching === '' ? model : searching)}
          </p>
        </div>
        <FactChips
          className={styles.facts}
          texts={[
            ...(dimensions > 0 && !changing ? [t('current.dimensions', { count: dimensions })] : []),
            t(text ? 'current.text' : 'current.noText'),
          ]}
        />
      </header>
      {(left > 0 || changing) && total > 0 ? (
        <div className={styles.progress}>
          <p className={styles.line}>
            <span>
              {changing
                ? t('current.changing', { to: modelName(model), from: modelName(searching) })
                : t('current.filling')}
            </span>
            <span className={styles.figures}>{t('current.count', { done: embedded, total })}</span>
          </p>
          <Progress
            label={t('current.progress')}
            value={(embedded + failed) / total}
            valueText={t('current.count', { done: embedded, total })}
          />
          <p className={clsx(styles.line, styles.quiet)}>
            <span>{t('current.remaining', { count: left })}</span>
            {back !== null && onChoose !== null && (
              <Button size="s" variant="ghost" icon={Undo2} onClick={() => void onChoose(back, null)}>
                {t('current.back', { model: modelName(searching) })}
              </Button>
            )}
          </p>
        </div>
      ) : (
        <p className={styles.quiet}>
          {total === 0 ? t('current.none') : t('current.done', { count: embedded })}
        </p>
      )}
      {state === 'away' && <Away status={status} />}
      {failed > 0 && (
        <p className={styles.line}>
          <span>{t('current.failed', { count: failed })}</span>
          <Button size="s" variant="ghost" onClick={() => useUi.getState().show('failures')}>
            {t('current.reasons')}
          </Button>
        </p>
      )}
    </section>
  );
}

function Away({ status: { problem, choice } }: { status: EmbeddingStatus }) {
  const { t } = useTranslation('embedding');
  const why =
    problem === 'model_missing'
      ? { title: t('current.missing'), remedy: t('current.missingText') }
      : problem !== null && choice.kind === 'endpoint'
        ? endpointCauseWords(problem, choice)
        : null;
  return (
    <div className={styles.away} role="status">
      <Icon icon={TriangleAlert} />
      <div>
        <p className={styles.awayTitle}>
          {why?.title ?? t(choice.kind === 'endpoint' ? 'current.awayEndpoint' : 'current.away')}
        </p>
        {why !== null && <p>{why.remedy}</p>}
        {why !== null && problem !== 'model_missing' && (
          <p>{t(choice.kind === 'endpoint' ? 'current.awayEndpoint' : 'current.away')}</p>
        )}
      </div>
    </div>
  );
}
