import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import styles from './clip-card.module.css';

const addressSchema = z.url({ protocol: /^https?$/ }).max(2048);

/** Asks for the address of a mirror. */
export function MirrorForm({ onStart, onClose }: { onStart: (url: string) => void; onClose: () => void }) {
  const { t } = useTranslation(['embedding', 'common']);
  const [url, setUrl] = useState('');
  const [bad, setBad] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const parsed = addressSchema.safeParse(url.trim());
    if (parsed.success) onStart(parsed.data);
    else setBad(true);
  };
  return (
    <form className={styles.mirror} noValidate onSubmit={submit}>
      <TextField
        className={styles.mirrorField}
        label={t('clip.mirrorUrl')}
        hint={t('clip.mirrorHint')}
        error={bad ? t('clip.mirrorBad') : undefined}
        placeholder="https://"
        inputMode="url"
        value={url}
        ref={(input) => {
          if (input !== null && document.activeElement === document.body) input.focus();
        }}
        onChange={(value) => {
          setBad(false);
          setUrl(value);
        }}
      />
      <Button size="m" type="submit" className={styles.mirrorButton}>
        {t('clip.mirrorStart')}
      </Button>
      <Button size="m" variant="ghost" className={styles.mirrorButton} onClick={onClose}>
        {t('common:cancel')}
      </Button>
    </form>
  );
}
