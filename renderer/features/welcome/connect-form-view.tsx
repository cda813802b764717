import { useMutation } from '@tanstack/react-query';
import clsx from 'clsx';
import { ArrowLeft, Boxes, ClipboardPaste, Database, type LucideIcon, Sparkles } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContractError, client } from '../../app/client.ts';
import { useErrorText } from '../../app/error-text.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Checkbox, Segmented } from '../../components/controls.tsx';
import { TextField } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { VisuallyHidden } from '../../components/visually-hidden.tsx';
import styles from './connect.module.css';
import {
  type ConnectProblems,
  type ConnectValues,
  checkConnect,
  emptyConnect,
  fillConnect,
} from './connect-form.ts';
import { parseConnection } from './parse-env.ts';

/** A larger file is no `.env`. */
const largestEnvFile = 64_000;
type TextName = {
  [K in keyof ConnectValues]: ConnectValues[K] extends string ? K : never;
}[keyof ConnectValues];

function withoutKeys(problems: ConnectProblems, keys: readonly string[]): ConnectProblems {
  return Object.fromEntries(Object.entries(problems).filter(([key]) => !keys.includes(key)));
}

/**
 * Three parts: database, object store, embedding endpoint. A pasted connection string or a dropped `.env`
 * fills it in. What is typed lives in this component only and goes nowhere but to the main process.
 */
export function ConnectForm({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation('welcome');
  const [values, setValues] = useState<ConnectValues>(emptyConnect);
  const [problems, setProblems] = useState<ConnectProblems>({});
  const [dropping, setDropping] = useState(false);
  const [said, setSaid] = useState('');
  const connect = useMutation({ mutationFn: client.connection.save });

  const change = (part: Partial<ConnectValues>): void => {
    setValues((before) => ({ ...before, ...part }));
    setProblems((before) => withoutKeys(before, Object.keys(part)));
  };
  const fill = (text: string): boolean => {
    const parsed = parseConnection(text);
    if (!parsed) return false;
    setValues((before) => fillConnect(before, parsed));
    setProblems({});
    setSaid(t('connect.filled'));
    return true;
  };
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text');
    // A single value goes into its field as always.
    if (/^postgres|=/im.test(text) && fill(text)) event.preventDefault();
  };
  const onDrop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    setDropping(false);
    const [file] = event.dataTransfer.files;
    const text = file
      ? file.size <= largestEnvFile
        ? await file.text()
        : ''
      : event.dataTransfer.getData('text');
    if (!fill(text)) setSaid(t('connect.notFilled'));
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const checked = checkConnect(values);
    setProblems(checked.ok ? {} : checked.problems);
    if (checked.ok) connect.mutate({ draft: checked.draft });
    else {
      connect.reset();
      const form = event.currentTarget;
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    }
  };
  const field = (
    name: TextName,
    span: string | undefined,
    rest: { type?: string; inputMode?: 'numeric'; hint?: string } = {},
  ) => {
    const problem = problems[name];
    return (
      <TextField
        className={span}
        label={t(`connect.field.${name}`)}
        value={values[name]}
        onChange={(value) => change({ [name]: value })}
        error={problem === undefined ? undefined : t(`connect.problem.${problem}`)}
        {...rest}
      />
    );
  };

  return (
    <form
      noValidate
      onSubmit={onSubmit}
      onPaste={onPaste}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => void onDrop(event)}
    >
      <div className={styles.head}>
        <IconButton icon={ArrowLeft} label={t('connect.back')} onClick={onBack} />
        <h1 className={styles.title}>{t('connect.title')}</h1>
      </div>
      <div className={clsx(styles.hint, dropping && styles.dropping)}>
        <Icon icon={ClipboardPaste} />
        <p>{said === '' ? t('connect.hint') : said}</p>
        <VisuallyHidden live>{said}</VisuallyHidden>
      </div>
      <div className={styles.parts}>
        <div className={styles.part}>
          <div className={styles.grid}>
            {field('name', styles.span3)}
            <div className={clsx(styles.span3, styles.environment)}>
              <span className={styles.label}>{t('connect.field.environment')}</span>
              <Segmented
                label={t('connect.field.environment')}
                value={values.environment}
                options={(['dev', 'stage', 'prod'] as const).map((value) => ({ value, label: value }))}
                onChange={(environment) => change({ environment })}
              />
            </div>
          </div>
        </div>
        <Part icon={Database} title={t('connect.part.database')}>
          {field('dbHost', styles.span4)}
          {field('dbPort', styles.span2, { inputMode: 'numeric' })}
          {field('dbName', styles.span2)}
          {field('dbUser', styles.span2)}
          {field('dbPassword', styles.span2, { type: 'password' })}
        </Part>
        <Part icon={Boxes} title={t('connect.part.storage')}>
          {field('storageEndpoint', styles.span4)}
          {field('storagePort', styles.span2, { inputMode: 'numeric' })}
          {field('accessKey', styles.span3)}
          {field('secretKey', styles.span3, { type: 'password' })}
          {field('bucketPrefix', styles.span3, { hint: t('connect.prefixHint') })}
          <div className={clsx(styles.span3, styles.besideField)}>
            <Checkbox
              label={t('connect.field.storageSecure')}
              checked={values.storageSecure}
              onChange={(storageSecure) => change({ storageSecure })}
            />
          </div>
        </Part>
        <Part icon={Sparkles} title={t('connect.part.embedding')} note={t('connect.optional')}>
          {field('embeddingUrl', styles.span6, { hint: t('connect.embeddingHint') })}
        </Part>
      </div>
      <div className={styles.footer}>
        {connect.error !== null && <Outcome error={connect.error} />}
        <Button type="submit" variant="primary" size="l" busy={connect.isPending}>
          {t('connect.submit')}
        </Button>
      </div>
    </form>
  );
}

function Part({
  icon,
  title,
  note,
  children,
}: {
  icon: LucideIcon;
  title: string;
  note?: string;
  children: ReactNode;
}) {
  return (
    <fieldset className={styles.part}>
      <legend className={styles.legend}>
        <Icon icon={icon} />
        {title}
        {note !== undefined && <span className={styles.optional}>{note}</span>}
      </legend>
      <div className={styles.grid}>{children}</div>
    </fieldset>
  );
}

/** The form is right, but connecting comes with the next version: said as it is. */
function Outcome({ error }: { error: unknown }) {
  const { t } = useTranslation('welcome');
  const errorText = useErrorText();
  const later = error instanceof ContractError && error.code === 'not_available_yet';
  const { title, remedy } = later
    ? { title: t('connect.later.title'), remedy: t('connect.later.text') }
    : errorText(error);
  return (
    <div className={clsx(styles.notice, !later && styles.failed)} role="alert">
      <p className={styles.noticeTitle}>{title}</p>
      <p>{remedy}</p>
    </div>
  );
}
