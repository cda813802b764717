import type { PartCheck, ServerPart, Warning } from '@shared/contract/connection.ts';
import type { ProfileDraft } from '@shared/domain/servers.ts';
import clsx from 'clsx';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  type LucideIcon,
  RotateCw,
  ShieldAlert,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../app/error-text.ts';
import { useFormat } from '../../../app/use-format.ts';
import { Button } from '../../../components/button.tsx';
import { FactChips } from '../../../components/fact-chips.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Spinner } from '../../../components/spinner.tsx';
import { VisuallyHidden } from '../../../components/visually-hidden.tsx';
import { factChips, failureChips } from './fact-chips.ts';
import styles from './part-status.module.css';
import type { PartState } from './use-part-check.ts';
import { addressOf, addressText, causeWords, isDanger, warningWords } from './words.ts';

type Tone = 'quiet' | 'busy' | 'ok' | 'warn' | 'bad';
const icons: Record<Exclude<Tone, 'busy'>, LucideIcon> = {
  quiet: CircleDashed,
  ok: CircleCheck,
  warn: CircleAlert,
  bad: CircleX,
};

/** How a test stands, in one word for the panel's colour and icon. */
export function toneOf(state: PartState): Tone {
  if (state.phase === 'testing') return 'busy';
  if (state.phase === 'error') return 'bad';
  if (state.phase !== 'done') return 'quiet';
  if (!state.result.ok) return 'bad';
  return state.result.warnings.length > 0 ? 'warn' : 'ok';
}

export interface PartStatusProps {
  part: ServerPart;
  state: PartState;
  /** What is tested; null while it is not complete. */
  draft: ProfileDraft | null;
  onTest: () => void;
  /** What can be done right here about a failed test. */
  remedies: (check: Extract<PartCheck, { ok: false }>) => ReactNode;
  /** What may be done about a test that went well. */
  extra?: ReactNode;
}

/** The live side of a card: what the test found, or what is wrong and what to do about it. */
export function PartStatus({ part, state, draft, onTest, remedies, extra }: PartStatusProps) {
  const { t } = useTranslation('connection');
  const tone = toneOf(state);
  const title = {
    quiet: t('check.title'),
    busy: t('check.testing'),
    ok: t('check.ok'),
    warn: t('check.okWarned'),
    bad: t('check.failed'),
  }[tone];
  return (
    <section
      className={clsx(styles.status, styles[tone])}
      aria-label={`${t(`part.${part}`)}: ${t('check.title')}`}
    >
      <header className={styles.head}>
        {tone === 'busy' ? <Spinner size={16} /> : <Icon icon={icons[tone]} className={styles.icon} />}
        <h3 className={styles.title}>{title}</h3>
        {draft !== null && (
          <Button size="s" variant="ghost" icon={RotateCw} disabled={tone === 'busy'} onClick={onTest}>
            {t(state.phase === 'done' || state.phase === 'error' ? 'check.again' : 'check.test')}
          </Button>
        )}
      </header>
      <VisuallyHidden live>
        {tone === 'quiet' ? '' : t('check.live', { part: t(`part.${part}`), state: title })}
      </VisuallyHidden>
      <div className={styles.body}>
        <Body part={part} state={state} draft={draft} remedies={remedies} />
        {extra}
      </div>
    </section>
  );
}

function Body({ part, state, draft, remedies }: Omit<PartStatusProps, 'onTest' | 'extra'>) {
  const { t } = useTranslation('connection');
  const errorText = useErrorText();
  if (state.phase === 'incomplete' || draft === null) {
    return <p className={styles.quietText}>{t('check.incomplete')}</p>;
  }
  if (state.phase === 'waiting') return <p className={styles.quietText}>{t('check.waiting')}</p>;
  if (state.phase === 'testing') {
    return (
      <p className={styles.quietText}>
        {t('check.testingText', { address: addressText(addressOf(part, draft)) })}
      </p>
    );
  }
  if (state.phase === 'error') {
    const { title, remedy } = errorText(state.error);
    return <Problem title={title} remedy={remedy} />;
  }
  const { result } = state;
  if (result.ok) return <Found check={result} />;
  const { title, remedy } = causeWords(result.cause, part, draft, result.details);
  return (
    <>
      <Problem title={title} remedy={remedy} facts={result.details} />
      {remedies(result)}
      {/* Of a connection that was refused for being plain, its own words say it. */}
      <Warnings
        warnings={result.warnings.filter(
          (warning) => warning !== 'plain_connection' || result.cause !== 'plain_not_allowed',
        )}
      />
    </>
  );
}

function Problem({
  title,
  remedy,
  facts = {},
}: {
  title: string;
  remedy: string;
  facts?: Extract<PartCheck, { ok: false }>['details'];
}) {
  const { locale } = useFormat();
  return (
    <div className={styles.problem} data-selectable>
      <p className={styles.cause}>{title}</p>
      <p className={styles.remedy}>{remedy}</p>
      <FactChips texts={failureChips(facts, locale)} />
    </div>
  );
}

function Found({ check }: { check: Extract<PartCheck, { ok: true }> }) {
  const { t } = useTranslation('connection');
  const { locale } = useFormat();
  return (
    <>
      <p className={styles.version} data-selectable>
        <span>{check.version}</span>
        <span className={styles.latency}>
          {t('check.latency', { ms: latencyText(check.latencyMs, locale) })}
        </span>
      </p>
      <FactChips texts={factChips(check.facts, locale)} />
      <Warnings warnings={check.warnings} />
    </>
  );
}

function latencyText(ms: number, locale: string): string {
  const digits = ms < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(ms)} ms`;
}

export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul className={styles.warnings}>
      {warnings
        .toSorted((a, b) => Number(isDanger(b)) - Number(isDanger(a)))
        .map((warning) => {
          const { title, remedy } = warningWords(warning);
          return (
            <li key={warning} className={clsx(styles.warning, isDanger(warning) && styles.danger)}>
              <Icon icon={isDanger(warning) ? ShieldAlert : TriangleAlert} size={14} />
              <div>
                <p className={styles.warningTitle}>{title}</p>
                <p className={styles.remedy}>{remedy}</p>
              </div>
            </li>
          );
        })}
    </ul>
  );
}
