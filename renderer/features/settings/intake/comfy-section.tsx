import type { ComfyInstall, IntakeStatus } from '@shared/contract/intake.ts';
import { useMutation } from '@tanstack/react-query';
import { Download, Trash2, Workflow } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { confirm } from '../../../components/confirm-dialog.tsx';
import { Checkbox } from '../../../components/controls.tsx';
import { IconBadge } from '../../../components/icon-badge.tsx';
import { PathText } from '../../../components/path-text.tsx';
import { toast } from '../../../components/toast-store.ts';
import styles from './intake.module.css';
import { takeIntake, useIntakeCall, useIntakeUpdate } from './use-intake.ts';

/** The node for ComfyUI: where it is, and putting it there. */
export function ComfySection({ comfyui }: Pick<IntakeStatus, 'comfyui'>) {
  const { t } = useTranslation('intake');
  const update = useIntakeUpdate();
  const install = useMutation({
    mutationFn: () => client.intake.installNode({}),
    onSuccess: ({ folder, status }) => {
      takeIntake(status);
      if (folder !== null) toast.success(t('comfyui.installed'));
    },
    onError: toastError,
  });
  return (
    <section className={styles.section} aria-labelledby="intake-comfyui">
      <div className={styles.head}>
        <h3 id="intake-comfyui" className={styles.title}>
          {t('comfyui.title')}
        </h3>
        <Button size="s" icon={Download} disabled={install.isPending} onClick={() => install.mutate()}>
          {t('comfyui.install')}
        </Button>
      </div>
      <p className={styles.text}>{t('comfyui.intro')}</p>
      {comfyui.installs.length > 0 && (
        <>
          <ul className={styles.list}>
            {comfyui.installs.map((one) => (
              <Install key={one.folder} install={one} />
            ))}
          </ul>
          <Checkbox
            label={t('comfyui.enable')}
            checked={comfyui.enabled}
            onChange={(enabled) => update.mutate({ comfyui: { enabled } })}
          />
        </>
      )}
    </section>
  );
}

function Install({ install: { folder, state } }: { install: ComfyInstall }) {
  const { t } = useTranslation('intake');
  const renew = useIntakeCall(
    () => client.intake.updateNode({ folder }),
    () => toast.success(t('comfyui.updated')),
  );
  const takeOut = useIntakeCall(
    () => client.intake.removeNode({ folder }),
    () => toast.success(t('comfyui.removed')),
  );
  const remove = async (): Promise<void> => {
    const yes =
      state === 'missing' ||
      (await confirm({
        title: t('comfyui.confirm.title'),
        description: t('comfyui.confirm.text'),
        confirmLabel: t('comfyui.confirm.button'),
        danger: true,
      }));
    if (yes) takeOut.mutate(undefined);
  };
  return (
    <li className={styles.row}>
      <IconBadge icon={Workflow} tone={state === 'missing' ? 'dim' : 'accent'} />
      <div className={styles.words}>
        <PathText path={folder} title={folder} />
        <p className={styles.state} data-tone={state}>
          {t(`comfyui.state.${state}`)}
        </p>
      </div>
      {state !== 'current' && (
        <Button size="s" disabled={renew.isPending} onClick={() => renew.mutate(undefined)}>
          {t(state === 'outdated' ? 'comfyui.update' : 'comfyui.again')}
        </Button>
      )}
      <IconButton
        icon={Trash2}
        size="s"
        label={t('comfyui.remove', { folder })}
        disabled={takeOut.isPending}
        onClick={() => void remove()}
      />
    </li>
  );
}
