import { entityNameSchema } from '@shared/domain/catalog.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/error-text.ts';
import styles from './sidebar.module.css';

export interface NameFieldProps {
  label: string;
  initial: string;
  placeholder?: string;
  /** Keeps the name; a rejection is shown below the field, which stays open. */
  onSave: (name: string) => Promise<unknown>;
  onClose: () => void;
}

/** A name typed in place: Enter keeps it, Escape leaves it, going elsewhere keeps what was typed. */
export function NameField({ label, initial, placeholder, onSave, onClose }: NameFieldProps) {
  const { t } = useTranslation('sidebar');
  const errorText = useErrorText();
  const [name, setName] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);

  const save = async (leave: boolean): Promise<void> => {
    if (saving) return;
    const parsed = entityNameSchema.safeParse(name);
    if (!parsed.success || parsed.data === initial) {
      if (leave || name.trim() === '' || parsed.success) onClose();
      else setProblem(t('nameInvalid'));
      return;
    }
    setSaving(true);
    try {
      await onSave(parsed.data);
      onClose();
    } catch (error) {
      if (leave) onClose();
      const { title, remedy } = errorText(error);
      setProblem(`${title} ${remedy}`);
      setSaving(false);
    }
  };

  return (
    <div className={styles.nameField}>
      <input
        className={styles.nameInput}
        aria-label={label}
        aria-invalid={problem !== null}
        placeholder={placeholder}
        value={name}
        maxLength={120}
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: the field appears because the person asked to type a name here
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setProblem(null);
        }}
        onBlur={() => void save(true)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') void save(false);
          if (event.key === 'Escape') onClose();
        }}
      />
      {problem !== null && (
        <p className={styles.nameProblem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
