import { type EndpointAdapter, type EndpointChoice, endpointAdapterSchema } from '@shared/domain/servers.ts';
import clsx from 'clsx';
import { CircleAlert, CircleCheck, CircleX, RotateCw, Wrench } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/error-text.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { FactChips } from '../../components/fact-chips.tsx';
import { Icon } from '../../components/icon.tsx';
import { Spinner } from '../../components/spinner.tsx';
import { factChips } from '../connection/check/fact-chips.ts';
import { Warnings } from '../connection/check/part-status.tsx';
import { millisecondsText } from '../health/milliseconds.ts';
import { endpointCauseWords } from './cause-text.ts';
import styles from './endpoint-card.module.css';
import type { EndpointState } from './use-endpoint-check.ts';

/** What one picture and one text brought back: dimensions, length, words, time; or why nothing came. */
export function EndpointResult({
  choice,
  state,
  onTest,
  onAdapter,
}: {
  choice: EndpointChoice | null;
  state: EndpointState;
  onTest: () => void;
  onAdapter: (adapter: EndpointAdapter) => void;
}) {
  const { t } = useTranslation(['embedding', 'connection']);
  const tested = state.phase === 'done' || state.phase === 'error';
  return (
    <section className={styles.result} aria-label={t('endpoint.result')}>
      <div className={styles.resultBody} role="status">
        <Body choice={choice} state={state} onAdapter={onAdapter} />
      </div>
      {choice !== null && (
        <Button
          size="s"
          variant="ghost"
          icon={RotateCw}
          disabled={state.phase === 'testing'}
          onClick={onTest}
        >
          {t(tested ? 'endpoint.testAgain' : 'endpoint.test')}
        </Button>
      )}
    </section>
  );
}

function Body({
  choice,
  state,
  onAdapter,
}: {
  choice: EndpointChoice | null;
  state: EndpointState;
  onAdapter: (adapter: EndpointAdapter) => void;
}) {
  const { t } = useTranslation(['embedding', 'connection']);
  const format = useFormat();
  const errorText = useErrorText();
  if (choice === null || state.phase === 'incomplete' || state.phase === 'waiting') {
    return <p className={styles.quiet}>{t('endpoint.waiting')}</p>;
  }
  if (state.phase === 'testing') {
    return (
      <p className={styles.quiet}>
        <Spinner size={14} /> {t('endpoint.testing')}
      </p>
    );
  }
  if (state.phase === 'error') {
    const { title, remedy } = errorText(state.error);
    return <Failure title={title} remedy={remedy} />;
  }
  const { result } = state;
  if (!result.ok) {
    const { title, remedy } = endpointCauseWords(result.cause, choice, result.details);
    const fits = endpointAdapterSchema.safeParse(result.details.fits);
    return (
      <>
        <Failure title={title} remedy={remedy} />
        {fits.success && fits.data !== choice.adapter && (
          <Button size="s" icon={Wrench} onClick={() => onAdapter(fits.data)}>
            {t('connection:fix.adapter', { adapter: t(`connection:adapter.${fits.data}`) })}
          </Button>
        )}
      </>
    );
  }
  const { facts, latencyMs, version, warnings } = result;
  const norm = typeof facts.norm === 'number' ? facts.norm : null;
  const lengths =
    norm === null
      ? []
      : [
          Math.abs(norm - 1) < 0.01
            ? t('endpoint.normalised')
            : t('endpoint.norm', {
                value: new Intl.NumberFormat(format.locale, { maximumFractionDigits: 2 }).format(norm),
              }),
        ];
  const chips = [
    t('endpoint.latency', { ms: millisecondsText(latencyMs, format.locale) }),
    ...factChips(facts, format.locale),
    ...lengths,
  ];
  return (
    <>
      <p className={clsx(styles.verdict, warnings.length > 0 ? styles.warn : styles.ok)}>
        <Icon icon={warnings.length > 0 ? CircleAlert : CircleCheck} />
        {t(warnings.length > 0 ? 'endpoint.okWarned' : 'endpoint.ok')}
        <span className={styles.version} data-selectable>
          {version}
        </span>
      </p>
      <FactChips texts={chips} />
      <Warnings warnings={warnings} />
    </>
  );
}

function Failure({ title, remedy }: { title: string; remedy: string }) {
  const { t } = useTranslation('embedding');
  return (
    <>
      <p className={clsx(styles.verdict, styles.bad)}>
        <Icon icon={CircleX} />
        {t('endpoint.failed')}
      </p>
      <div data-selectable>
        <p className={styles.cause}>{title}</p>
        <p className={styles.remedy}>{remedy}</p>
      </div>
    </>
  );
}
