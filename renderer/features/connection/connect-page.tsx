import type { ProfileDraft } from '@shared/domain/servers.ts';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { ArrowLeft, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContractError, client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { IconButton } from '../../components/button.tsx';
import { toast } from '../../components/toast-store.ts';
import { AdoptStep } from './adopt/adopt-step.tsx';
import { usePartCheck } from './check/use-part-check.ts';
import styles from './connect-page.module.css';
import type { ConnectStart } from './connect-store.ts';
import {
  type ConnectProblems,
  type ConnectValues,
  changeConnect,
  emptyConnect,
  partDraft,
  valuesOfCopy,
  valuesOfDraft,
  valuesOfProfile,
} from './form/connect-form.ts';
import { ConnectFormView } from './form/connect-form-view.tsx';
import { openLibrary } from './profiles/open-library.ts';

function valuesOfStart(start: ConnectStart): ConnectValues {
  if (start.kind === 'edit') return valuesOfProfile(start.profile);
  if (start.kind === 'copy') return valuesOfCopy(start.profile, start.name);
  return start.kind === 'import' ? valuesOfDraft(start.draft) : emptyConnect;
}

function withoutKeys(problems: ConnectProblems, keys: readonly string[]): ConnectProblems {
  return Object.fromEntries(Object.entries(problems).filter(([key]) => !keys.includes(key)));
}

/** The field that an error of saving is about; null: of none. */
function problemOfError(error: unknown): ConnectProblems | null {
  if (!(error instanceof ContractError)) return null;
  if (error.code === 'name_taken') return { name: 'nameTaken' };
  if (error.code !== 'secret_missing') return null;
  if (error.details.part === 'storage') return { secretKey: 'required' };
  return error.details.part === 'embedding' ? { embeddingKey: 'required' } : { dbPassword: 'required' };
}

interface ConnectPageProps {
  start: ConnectStart;
  onDirty: () => void;
  onClose: () => void;
  /** Saved or opened: nothing is left to lose. */
  onDone: () => void;
}

/**
 * Fill in and test, then look at the database and prepare it, then open. What is typed lives in this component only,
 * so that it is gone with the page.
 */
export function ConnectPage({ start, onDirty, onClose, onDone }: ConnectPageProps) {
  const { t } = useTranslation('connection');
  const [values, setValues] = useState(() => valuesOfStart(start));
  const [problems, setProblems] = useState<ConnectProblems>({});
  /** What is being looked at and prepared; null: the form is shown. */
  const [adopting, setAdopting] = useState<ProfileDraft | null>(null);
  const { data: known } = useQuery({
    queryKey: queryKeys.profiles(),
    queryFn: () => client.connection.profiles({}),
  });
  const edited = start.kind === 'edit' ? start.profile : null;
  const id = edited?.id ?? null;

  const drafts = useMemo(
    () => ({
      database: partDraft(values, edited, 'database'),
      storage: partDraft(values, edited, 'storage'),
      embedding: partDraft(values, edited, 'embedding'),
    }),
    [values, edited],
  );
  const checks = {
    database: usePartCheck('database', drafts.database),
    storage: usePartCheck('storage', drafts.storage),
    embedding: usePartCheck('embedding', drafts.embedding),
  };

  const change = (part: Partial<ConnectValues>): void => {
    onDirty();
    setValues((before) => changeConnect(before, part, edited));
    setProblems((before) => withoutKeys(before, Object.keys(part)));
  };
  const save = async (draft: ProfileDraft, open: boolean): Promise<void> => {
    try {
      const profile = await client.connection.save({ draft });
      onDone();
      if (open) void openLibrary(profile.id);
      else toast.success(t('footer.saved', { name: profile.name }));
    } catch (error) {
      const problem = problemOfError(error);
      if (problem === null) throw error;
      setAdopting(null);
      setProblems(problem);
    }
  };

  return (
    <div className={styles.frame}>
      <header className={styles.top}>
        {adopting === null ? (
          <IconButton icon={X} label={t('page.close')} onClick={onClose} />
        ) : (
          <IconButton icon={ArrowLeft} label={t('page.back')} onClick={() => setAdopting(null)} />
        )}
        <h1 className={styles.title}>{t(edited === null ? 'page.new' : 'page.edit')}</h1>
        <ol className={styles.steps} aria-label={t('page.steps')}>
          {(['form', 'adopt'] as const).map((step, index) => {
            const current = (step === 'adopt') === (adopting !== null);
            return (
              <li
                key={step}
                className={clsx(styles.step, current && styles.current)}
                {...(current && { 'aria-current': 'step' as const })}
              >
                <span className={styles.stepNumber}>{index + 1}</span>
                {t(`page.step.${step}`)}
              </li>
            );
          })}
        </ol>
      </header>
      {adopting === null ? (
        <ConnectFormView
          values={values}
          problems={problems}
          edited={edited}
          names={known?.profiles.filter((profile) => profile.id !== id).map(({ name }) => name) ?? []}
          sessionOnly={known?.secrets === 'session-only'}
          drafts={drafts}
          checks={checks}
          onChange={change}
          onProblems={setProblems}
          onContinue={setAdopting}
          onSave={edited === null ? null : (draft) => save(draft, false)}
        />
      ) : (
        <AdoptStep draft={adopting} onBack={() => setAdopting(null)} onReady={() => save(adopting, true)} />
      )}
    </div>
  );
}
