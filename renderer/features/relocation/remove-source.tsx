import type { Relocation } from '@shared/contract/relocation.ts';
import { oneLine } from '@shared/domain/visible-text.ts';
import { useMutation } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { useErrorText } from '../../app/error-text.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { toast } from '../../components/toast-store.ts';
import { usePlaceName } from './parts.tsx';
import styles from './relocation.module.css';

/** Empties the library on this computer after a whole move, once the new one was looked at and its name was typed. */
export function RemoveSource({ relocation, isOpen }: { relocation: Relocation; isOpen: boolean }) {
  const { t } = useTranslation('relocation');
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const whole = relocation.problemCount === 0;
  return (
    <section className={styles.card} aria-label={t('remove.title')}>
      <h3 className={styles.cardTitle}>{t('remove.title')}</h3>
      <p className={styles.text}>
        {t(whole ? (isOpen ? 'remove.text' : 'remove.openFirst') : 'remove.notWhole', {
          size: format.bytes(relocation.bytes),
        })}
      </p>
      <div>
        <Button size="s" icon={Trash2} disabled={!whole || !isOpen} onClick={() => setAsking(true)}>
          {t('remove.button')}
        </Button>
      </div>
      {asking && <Confirmation relocation={relocation} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Confirmation({ relocation, onClose }: { relocation: Relocation; onClose: () => void }) {
  const { t } = useTranslation(['relocation', 'common']);
  const format = useFormat();
  const errorText = useErrorText();
  const form = useId();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const placeName = usePlaceName();
  const { from, to, fromName, toName } = relocation;
  // What is typed is what the window calls it; the main process knows it by its own name.
  const name = placeName(from, fromName);
  const remove = useMutation({
    mutationFn: () => client.relocation.removeSource({ confirm: fromName }),
    onSuccess: ({ freedBytes }) => {
      toast.success(t('remove.done', { size: format.bytes(freedBytes) }));
      onClose();
    },
  });
  const failure = remove.error === null ? null : errorText(remove.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (oneLine(typed) === oneLine(name)) remove.mutate();
    else setWrong(true);
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !remove.isPending && onClose()}
      title={t('remove.confirmTitle')}
      description={t('remove.confirmText', { name, to: placeName(to, toName) })}
      footer={
        <>
          <Button disabled={remove.isPending} onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" form={form} variant="danger" busy={remove.isPending}>
            {t('remove.confirm')}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className={styles.form}>
        <TextField
          label={t('remove.type', { name })}
          value={typed}
          data-autofocus
          error={wrong ? t('remove.mismatch') : undefined}
          onChange={(value) => {
            setWrong(false);
            setTyped(value);
          }}
        />
        {failure !== null && (
          <p className={styles.bad} role="alert">
            {failure.title} {failure.remedy}
          </p>
        )}
      </form>
    </Dialog>
  );
}
