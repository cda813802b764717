import type { ServerPart } from '@shared/contract/connection.ts';
import type { Profile, ProfileDraft } from '@shared/domain/servers.ts';
import { oneLine } from '@shared/domain/visible-text.ts';
import { parseConnection } from '@shared/env/parse-env.ts';
import { FileInput, FileKey, KeyRound } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../app/error-text.ts';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { VisuallyHidden } from '../../../components/visually-hidden.tsx';
import { Agreements } from '../check/remedies.tsx';
import type { PartState, PartTest } from '../check/use-part-check.ts';
import { useTask } from '../use-task.ts';
import styles from './connect-form.module.css';
import { type ConnectProblems, type ConnectValues, checkConnect, fillConnect } from './connect-form.ts';
import { DatabaseCard, EmbeddingCard, ProfileCard, StorageCard } from './part-cards.tsx';

/** A larger file is no `.env`. */
const largestEnvFile = 64_000;

export interface ConnectFormProps {
  values: ConnectValues;
  problems: ConnectProblems;
  /** The profile that is changed; null: it is a new one. */
  edited: Profile | null;
  /** Names that other profiles have. */
  names: readonly string[];
  sessionOnly: boolean;
  drafts: Record<ServerPart, ProfileDraft | null>;
  checks: Record<ServerPart, PartTest>;
  onChange: (change: Partial<ConnectValues>) => void;
  onProblems: (problems: ConnectProblems) => void;
  onContinue: (draft: ProfileDraft) => void;
  /** Keeps the changes without opening; null where there is nothing to keep yet. */
  onSave: ((draft: ProfileDraft) => Promise<void>) | null;
}

/** What stands in the way of the next step, which makes what is missing, is none. */
function isUsable(state: PartState | null): boolean {
  if (state?.phase !== 'done') return false;
  return state.result.ok || ['not_adopted', 'bucket_missing'].includes(state.result.cause);
}

/** Three parts, each tested live. A pasted connection string or a dropped `.env` fills them in. */
export function ConnectFormView(props: ConnectFormProps) {
  const { values, problems, edited, names, checks, sessionOnly, onChange, onProblems } = props;
  const { t } = useTranslation('connection');
  const errorText = useErrorText();
  const [said, setSaid] = useState<'filled' | 'notFilled' | null>(null);
  const dragging = useRef(0);
  const [over, setOver] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const saving = useTask();
  const going = useTask();

  // The first field that is wrong gets the focus, also when the servers were the ones to say so.
  useEffect(() => {
    if (Object.keys(problems).length === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problems]);

  const fill = (text: string): boolean => {
    const parsed = parseConnection(text);
    setSaid(parsed === null ? 'notFilled' : 'filled');
    if (parsed !== null) onChange(fillConnect(values, parsed));
    return parsed !== null;
  };
  const fillFrom = async (file: File): Promise<void> => {
    fill(file.size <= largestEnvFile ? await file.text() : '');
  };
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text');
    // A single value goes into its field as always.
    if (/^\s*postgres|^\s*(export\s+)?\w+\s*=/im.test(text) && fill(text)) event.preventDefault();
  };
  const endDrag = (): void => {
    dragging.current = 0;
    setOver(false);
  };
  const onDrop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    endDrag();
    const [file] = event.dataTransfer.files;
    if (file) await fillFrom(file);
    else fill(event.dataTransfer.getData('text'));
  };

  const parts = ['database', 'storage'] as const;
  const ready = parts.every((part) => isUsable(checks[part].state));
  const testing = parts.some((part) => ['testing', 'waiting'].includes(checks[part].state.phase));
  const complete = (): ProfileDraft | null => {
    const checked = checkConnect(values, edited?.id ?? null);
    const taken = names.some((name) => name.toLowerCase() === oneLine(values.name).toLowerCase());
    if (checked.ok && !taken) return checked.draft;
    onProblems({ ...(checked.ok ? {} : checked.problems), ...(taken && { name: 'nameTaken' }) });
    return null;
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const draft = complete();
    if (draft === null) return;
    void going.run(async () => {
      // Whoever does not wait for the tests goes on by themselves once these say that all is well.
      const states = await Promise.all(
        parts.map((part) => (isUsable(checks[part].state) ? checks[part].state : checks[part].testNow())),
      );
      if (states.every(isUsable)) props.onContinue(draft);
    });
  };
  const problem = saving.error === null ? null : errorText(saving.error);

  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      onSubmit={onSubmit}
      onPaste={onPaste}
      onDragEnter={() => {
        dragging.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDragLeave={() => {
        dragging.current -= 1;
        if (dragging.current <= 0) endDrag();
      }}
      onDrop={(event) => void onDrop(event)}
    >
      <div className={styles.scroll}>
        <div className={styles.column}>
          <div className={styles.fill}>
            <Icon icon={FileKey} />
            <p className={styles.fillText}>{t(`fill.${said ?? 'hint'}`)}</p>
            <VisuallyHidden live>{said === null ? '' : t(`fill.${said}`)}</VisuallyHidden>
            <Button size="s" icon={FileInput} onClick={() => picker.current?.click()}>
              {t('fill.choose')}
            </Button>
            <input
              ref={picker}
              type="file"
              hidden
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                event.currentTarget.value = '';
                if (file) void fillFrom(file);
              }}
            />
          </div>
          {sessionOnly && (
            <p className={styles.note}>
              <Icon icon={KeyRound} />
              {t('sessionOnly')}
            </p>
          )}
          <ProfileCard {...props} />
          <DatabaseCard {...props} />
          <StorageCard {...props} />
          <EmbeddingCard {...props} />
          <Agreements values={values} onChange={onChange} />
        </div>
      </div>
      <footer className={styles.footer}>
        <p className={styles.footerText} role={problem === null ? undefined : 'alert'}>
          {problem
            ? `${problem.title} ${problem.remedy}`
            : t(
                ready
                  ? edited
                    ? 'footer.readyEdit'
                    : 'footer.ready'
                  : testing
                    ? 'footer.testing'
                    : 'footer.needs',
              )}
        </p>
        {props.onSave !== null && (
          <Button
            size="l"
            busy={saving.busy}
            onClick={() => {
              const draft = complete();
              if (draft !== null && props.onSave !== null) {
                const { onSave } = props;
                void saving.run(() => onSave(draft));
              }
            }}
          >
            {t('footer.save')}
          </Button>
        )}
        <Button type="submit" variant="primary" size="l" busy={going.busy}>
          {t(edited ? 'footer.saveOpen' : 'footer.continue')}
        </Button>
      </footer>
      {over && (
        <div className={styles.dropping} aria-hidden>
          <p className={styles.dropText}>
            <Icon icon={FileKey} size={20} />
            {t('fill.drop')}
          </p>
        </div>
      )}
    </form>
  );
}
