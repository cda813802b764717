import type { IntakeStatus } from '@shared/contract/intake.ts';
import { Copy, KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { useFormat } from '../../../app/use-format.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { confirm } from '../../../components/confirm-dialog.tsx';
import { Checkbox } from '../../../components/controls.tsx';
import { TextField } from '../../../components/field.tsx';
import { toast } from '../../../components/toast-store.ts';
import styles from './intake.module.css';
import { portOf } from './port.ts';
import { takeIntake, useIntakeUpdate } from './use-intake.ts';

type Api = IntakeStatus['api'];

function useCopyText(): (text: string) => void {
  const { t } = useTranslation('intake');
  return (text) =>
    void navigator.clipboard.writeText(text).then(() => toast.success(t('api.copied')), toastError);
}

/** The endpoint for scripts: on or off, its address and port, the token, and what scripts may do. */
export function ApiSection({ api }: { api: Api }) {
  const { t } = useTranslation('intake');
  const update = useIntakeUpdate();
  const copy = useCopyText();
  return (
    <section className={styles.section} aria-labelledby="intake-api">
      <h3 id="intake-api" className={styles.title}>
        {t('api.title')}
      </h3>
      <p className={styles.text}>{t('api.intro')}</p>
      <Checkbox
        label={t('api.enable')}
        checked={api.enabled}
        disabled={update.isPending}
        onChange={(enabled) => update.mutate({ api: { enabled } })}
      />
      {api.enabled && (
        <div className={styles.card}>
          {api.problem !== null && (
            <p className={styles.problem} role="alert">
              {t(`api.problem.${api.problem}`)}
            </p>
          )}
          {api.url !== null && (
            <div className={styles.fact}>
              <span className={styles.label}>{t('api.address')}</span>
              <code className={styles.code}>{api.url}</code>
              <IconButton
                icon={Copy}
                size="s"
                label={t('api.copyAddress')}
                onClick={() => copy(api.url ?? '')}
              />
            </div>
          )}
          <Port key={api.port} port={api.port} />
          <Token createdAt={api.tokenCreatedAt} />
          <Checkbox
            label={t('api.paths')}
            hint={t('api.pathsHint')}
            checked={api.allowPaths}
            onChange={(allowPaths) => update.mutate({ api: { allowPaths } })}
          />
        </div>
      )}
    </section>
  );
}

function Port({ port }: { port: number | null }) {
  const { t } = useTranslation('intake');
  const update = useIntakeUpdate();
  const [text, setText] = useState(String(port ?? ''));
  const wanted = portOf(text);
  const changed = text.trim() !== String(port ?? '');
  return (
    <form
      className={styles.port}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && wanted !== 'wrong') update.mutate({ api: { port: wanted } });
      }}
    >
      <TextField
        label={t('api.port')}
        className={styles.portField}
        inputMode="numeric"
        value={text}
        hint={t('api.portHint')}
        error={wanted === 'wrong' ? t('api.portWrong') : undefined}
        onChange={setText}
      />
      {changed && (
        <Button size="s" type="submit" disabled={wanted === 'wrong' || update.isPending}>
          {t('api.savePort')}
        </Button>
      )}
    </form>
  );
}

/** The token is shown once, as long as this page is open. */
function Token({ createdAt }: { createdAt: string | null }) {
  const { t } = useTranslation('intake');
  const format = useFormat();
  const copy = useCopyText();
  const [token, setToken] = useState<string | null>(null);
  const create = async (): Promise<void> => {
    const yes =
      createdAt === null ||
      (await confirm({
        title: t('token.confirm.title'),
        description: t('token.confirm.text'),
        confirmLabel: t('token.confirm.button'),
        danger: true,
      }));
    if (!yes) return;
    try {
      const made = await client.intake.createToken({});
      setToken(made.token);
      takeIntake(made.status);
    } catch (error) {
      toastError(error);
    }
  };
  return (
    <div className={styles.token}>
      <div className={styles.fact}>
        <span className={styles.label}>{t('token.title')}</span>
        <span className={styles.dim}>
          {createdAt === null ? t('token.none') : t('token.made', { when: format.dateTime(createdAt) })}
        </span>
        <Button size="s" icon={KeyRound} onClick={() => void create()}>
          {t(createdAt === null ? 'token.create' : 'token.again')}
        </Button>
      </div>
      {token !== null && (
        <div className={styles.once} role="status">
          <p>{t('token.once')}</p>
          <div className={styles.fact}>
            <code className={styles.code}>{token}</code>
            <IconButton icon={Copy} size="s" label={t('token.copy')} onClick={() => copy(token)} />
          </div>
        </div>
      )}
    </div>
  );
}
