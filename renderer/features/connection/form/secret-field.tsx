import clsx from 'clsx';
import { Eye, EyeOff, KeyRound } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import styles from './secret-field.module.css';

export interface SecretFieldProps {
  label: string;
  /** Null: the stored one stays. */
  value: string | null;
  onChange: (value: string | null) => void;
  /** One is stored, so that it can be kept. */
  stored: boolean;
  sessionOnly: boolean;
  hint?: string | undefined;
  error?: string | undefined;
  className?: string | undefined;
}

/** A password or key. What is stored is never shown: it can only be replaced. */
export function SecretField({
  label,
  value,
  onChange,
  stored,
  sessionOnly,
  hint,
  error,
  className,
}: SecretFieldProps) {
  const { t } = useTranslation('connection');
  const id = useId();
  const [shown, setShown] = useState(false);
  const [replacing, setReplacing] = useState(false);
  const note = error ?? hint;
  if (value === null) {
    return (
      <div className={clsx(styles.field, className)}>
        <span className={styles.label}>{label}</span>
        <div className={styles.kept}>
          <Icon icon={KeyRound} size={14} />
          <span className={styles.keptText}>{t(sessionOnly ? 'secret.storedSession' : 'secret.stored')}</span>
          <Button
            size="s"
            variant="ghost"
            aria-label={t('secret.replaceLabel', { field: label })}
            onClick={() => {
              setReplacing(true);
              onChange('');
            }}
          >
            {t('secret.replace')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={clsx(styles.field, className)}>
      <div className={styles.head}>
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
        {stored && (
          <button type="button" className={styles.keep} onClick={() => onChange(null)}>
            {t('secret.keep')}
          </button>
        )}
      </div>
      <div className={styles.box}>
        <input
          id={id}
          className={styles.input}
          type={shown ? 'text' : 'password'}
          value={value}
          spellCheck={false}
          autoComplete="off"
          // What was asked to be replaced is typed next.
          ref={(input) => {
            if (replacing && input !== null) {
              setReplacing(false);
              input.focus();
            }
          }}
          aria-invalid={error !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <IconButton
          icon={shown ? EyeOff : Eye}
          size="s"
          className={styles.eye}
          label={t(shown ? 'secret.hide' : 'secret.show', { field: label })}
          pressed={shown}
          onClick={() => setShown(!shown)}
        />
      </div>
      {note !== undefined && (
        <p id={`${id}-note`} className={error === undefined ? styles.hint : styles.error}>
          {note}
        </p>
      )}
    </div>
  );
}
