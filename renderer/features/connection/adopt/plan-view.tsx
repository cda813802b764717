import type { AdoptionPlan, Findings } from '@shared/contract/connection.ts';
import type { ProfileDraft } from '@shared/domain/servers.ts';
import { Copy, LockKeyhole, RefreshCw, ShieldCheck, TriangleAlert, UserRoundX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { causeWords } from '../check/words.ts';
import { serverErrorText } from '../server-error.tsx';
import { useCopy } from '../use-copy.ts';
import styles from './plan-view.module.css';
import type { Readiness } from './readiness.ts';
import { SqlView } from './sql-view.tsx';
import { stepWords } from './step-words.ts';

const command = 'npx sparklio-assets init --env-file .env';

interface PlanViewProps {
  findings: Findings;
  plan: AdoptionPlan;
  readiness: Readiness;
  /** The plan that was agreed to no longer held. */
  changed: boolean;
  draft: ProfileDraft;
  /** Of adding, or of looking again. */
  error: unknown;
}

/** What would be added: in steps, and to the letter. */
export function PlanView({ findings, plan, readiness, changed, draft, error }: PlanViewProps) {
  const { t } = useTranslation('connection');

  return (
    <section className={styles.plan} aria-labelledby="plan-title">
      <h2 id="plan-title" className={styles.sectionTitle}>
        {t('inspect.planTitle')}
      </h2>
      {error !== null && <Failed error={error} draft={draft} />}
      {changed && error === null && readiness === 'plan' && (
        <div className={styles.changed} role="alert">
          <Icon icon={RefreshCw} />
          <p>{t('plan.changed')}</p>
        </div>
      )}
      {readiness === 'never' && plan.blockedBy !== null && (
        <Never cause={causeWords(plan.blockedBy, 'database', draft, {})} />
      )}
      {readiness === 'ask' && <Ask plan={plan} role={findings.role.name} />}
      {readiness === 'ready' && <p className={styles.nothing}>{t('plan.nothing')}</p>}
      {(readiness === 'plan' || readiness === 'ask') && (
        <>
          <div className={styles.promise}>
            <Icon icon={ShieldCheck} size={20} />
            <div>
              <p className={styles.promiseTitle}>{t('plan.promise')}</p>
              {plan.sql.trim() !== '' && <p className={styles.text}>{t('plan.promiseText')}</p>}
            </div>
          </div>
          {plan.steps.length > 0 && (
            <ol className={styles.steps}>
              {plan.steps.map(({ name, statements }, index) => (
                <li key={name} className={styles.step}>
                  <span className={styles.stepNumber}>{index + 1}</span>
                  <span className={styles.stepName}>{stepWords(name)}</span>
                  <span className={styles.count}>{t('plan.statements', { count: statements })}</span>
                </li>
              ))}
            </ol>
          )}
          <Names title={t('plan.buckets')} names={plan.bucketsToCreate} />
          <Names title={t('plan.lifecycle')} names={plan.lifecycleToSet} />
          {plan.sql.trim() !== '' && <SqlView sql={plan.sql} fileName="sparklio-assets.sql" />}
        </>
      )}
    </section>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div className={styles.names}>
      <h3 className={styles.namesTitle}>{title}</h3>
      <ul className={styles.nameList} data-selectable>
        {names.map((name) => (
          <li key={name} className={styles.bucket}>
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Failed({ error, draft }: { error: unknown; draft: ProfileDraft }) {
  const { t } = useTranslation('connection');
  const { title, remedy } = serverErrorText(error, draft);
  return (
    <div className={styles.failed} role="alert">
      <Icon icon={TriangleAlert} />
      <div>
        <p className={styles.failedTitle}>{t('plan.failed')}</p>
        <p>
          {title} {remedy}
        </p>
      </div>
    </div>
  );
}

function Never({ cause: { title, remedy } }: { cause: { title: string; remedy: string } }) {
  const { t } = useTranslation('connection');
  return (
    <div className={styles.failed}>
      <Icon icon={LockKeyhole} />
      <div>
        <p className={styles.failedTitle}>{t('plan.blocked')}</p>
        <p>
          {title} {remedy}
        </p>
      </div>
    </div>
  );
}

/** This role can't, but another one can: how to have it done. */
function Ask({ plan, role }: { plan: AdoptionPlan; role: string }) {
  const { t } = useTranslation('connection');
  const copy = useCopy();
  return (
    <div className={styles.ask}>
      <div className={styles.askHead}>
        <Icon icon={UserRoundX} size={20} />
        <div>
          <p className={styles.promiseTitle}>{t('blocked.title')}</p>
          <p className={styles.text}>{t('blocked.text', { role })}</p>
        </div>
      </div>
      <ul className={styles.ways}>
        <li className={styles.way}>
          <span>{t('blocked.sql')}</span>
          <Button size="s" icon={Copy} onClick={() => copy(plan.sql)}>
            {t('blocked.copySql')}
          </Button>
        </li>
        <li className={styles.way}>
          <span>
            {t('blocked.terminal')}
            <code className={styles.command} data-selectable>
              {command}
            </code>
          </span>
          <Button size="s" icon={Copy} onClick={() => copy(command)}>
            {t('blocked.copyCommand')}
          </Button>
        </li>
      </ul>
    </div>
  );
}
