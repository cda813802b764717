import type { AdoptionPlan, Findings } from '@shared/contract/connection.ts';
import type { ProfileDraft } from '@shared/domain/servers.ts';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContractError, client } from '../../../app/client.ts';
import { Button } from '../../../components/button.tsx';
import { Progress } from '../../../components/progress.tsx';
import { Spinner } from '../../../components/spinner.tsx';
import { ServerErrorState } from '../server-error.tsx';
import { useTask } from '../use-task.ts';
import styles from './adopt-step.module.css';
import { FindingsView } from './findings-view.tsx';
import { PlanView } from './plan-view.tsx';
import { readinessOf } from './readiness.ts';

interface Shown {
  findings: Findings;
  plan: AdoptionPlan;
  /** The plan that was agreed to no longer held, and this is the new one. */
  changed: boolean;
}

/** Looks at the database and the buckets, shows what would be added, and adds it when told to. */
export function AdoptStep({
  draft,
  onBack,
  onReady,
}: {
  draft: ProfileDraft;
  onBack: () => void;
  /** Everything is there: keep the profile and open it. */
  onReady: () => Promise<void>;
}) {
  const { t } = useTranslation('connection');
  const [shown, setShown] = useState<Shown | null>(null);
  const looking = useTask();
  const adopting = useTask();
  const { run: look } = looking;

  const inspect = useCallback(
    (changed: boolean) =>
      look(async () => {
        const { findings, plan } = await client.connection.inspect({ draft });
        // What needs nothing is opened at once; after a surprise a person looks first.
        if (!changed && readinessOf(findings, plan) === 'ready') return onReady();
        setShown({ findings, plan, changed });
      }),
    [look, draft, onReady],
  );
  // Once: what was looked at stays on screen until it is asked for anew.
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    if (begun) return;
    setBegun(true);
    void inspect(false);
  }, [begun, inspect]);

  const adopt = async (plan: AdoptionPlan): Promise<void> => {
    await adopting.run(async () => {
      try {
        await client.connection.adopt({ draft, hash: plan.hash });
      } catch (error) {
        if (!(error instanceof ContractError) || error.code !== 'plan_changed') throw error;
        await inspect(true);
        return;
      }
      await onReady();
    });
  };

  if (shown === null) {
    return (
      <div className={styles.wait}>
        {looking.error === null ? (
          <div className={styles.busy} role="status">
            <Spinner size={20} />
            <p className={styles.busyTitle}>{t('inspect.busy')}</p>
            <p className={styles.dim}>{t('inspect.busyText')}</p>
          </div>
        ) : (
          <ServerErrorState
            error={looking.error}
            addresses={draft}
            onRetry={() => void inspect(false)}
            retrying={looking.busy}
            actions={
              <Button variant="ghost" onClick={onBack}>
                {t('page.back')}
              </Button>
            }
          />
        )}
      </div>
    );
  }

  const { findings, plan, changed } = shown;
  const readiness = readinessOf(findings, plan);
  const busy = looking.busy || adopting.busy;
  return (
    <div className={styles.step}>
      <div className={styles.scroll}>
        <div className={styles.columns}>
          <FindingsView findings={findings} />
          <PlanView
            findings={findings}
            plan={plan}
            readiness={readiness}
            changed={changed}
            draft={draft}
            error={adopting.error ?? looking.error}
          />
        </div>
      </div>
      <footer className={styles.footer}>
        {adopting.busy ? (
          <div className={styles.progress} role="status">
            <p className={styles.busyTitle}>{t('plan.adopting')}</p>
            <p className={styles.dim}>{t('plan.adoptingText')}</p>
            <Progress label={t('plan.adopting')} value={null} />
          </div>
        ) : (
          <span className={styles.progress} />
        )}
        <Button size="l" disabled={busy} busy={looking.busy} onClick={() => void inspect(true)}>
          {t('plan.again')}
        </Button>
        {readiness === 'plan' && (
          <Button
            size="l"
            variant="primary"
            disabled={busy}
            busy={adopting.busy}
            onClick={() => void adopt(plan)}
          >
            {t(plan.sql.trim() === '' ? 'plan.adoptBuckets' : 'plan.adopt')}
          </Button>
        )}
        {readiness === 'ready' && (
          <Button
            size="l"
            variant="primary"
            disabled={busy}
            busy={adopting.busy}
            onClick={() => void adopting.run(onReady)}
          >
            {t('plan.open')}
          </Button>
        )}
      </footer>
    </div>
  );
}
