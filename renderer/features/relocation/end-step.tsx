import type { Relocation } from '@shared/contract/relocation.ts';
import { useMutation } from '@tanstack/react-query';
import clsx from 'clsx';
import { CircleAlert, CircleCheck, CircleSlash, FileDown } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { toast } from '../../components/toast-store.ts';
import { openLibrary } from '../connection/profiles/open-library.ts';
import { useProfiles } from '../connection/profiles/use-profiles.ts';
import { Problems, Route, usePlaceName } from './parts.tsx';
import styles from './relocation.module.css';
import { showRelocation, useRelocationUi } from './relocation-store.ts';
import { RemoveSource } from './remove-source.tsx';

/** The move is over: what became of it, its report, and what may follow. */
export function EndStep({ relocation, onClose }: { relocation: Relocation; onClose: () => void }) {
  const { t } = useTranslation('relocation');
  const format = useFormat();
  const placeName = usePlaceName();
  const { data: known } = useProfiles();
  const { id, state, from, to, toName, problemCount, assets, bytes, verified } = relocation;
  useEffect(() => {
    useRelocationUi.setState({ seen: id });
  }, [id]);
  const report = useMutation({
    mutationFn: () => client.relocation.saveReport({}),
    onSuccess: ({ saved }) => saved && toast.success(t('report.saved')),
    onError: toastError,
  });
  const done = state === 'done';
  const whole = done && problemCount === 0;
  const words = whole ? 'done' : done ? 'doneProblems' : 'cancelled';
  const isOpen = known?.current === to;
  return (
    <>
      <div className={styles.body}>
        <Route relocation={relocation} />
        <div
          className={clsx(styles.outcome, whole ? styles.outcomeOk : done && styles.outcomeWarn)}
          role="status"
        >
          <Icon icon={whole ? CircleCheck : done ? CircleAlert : CircleSlash} size={20} />
          <div>
            <p className={styles.state}>{t(`state.${words}`)}</p>
            <p className={styles.text}>{t(`text.${words}`)}</p>
          </div>
        </div>
        {done && (
          <dl className={styles.rows}>
            <div className={styles.row}>
              <dt>{t('progress.assets')}</dt>
              <dd>{format.number(assets)}</dd>
            </div>
            <div className={styles.row}>
              <dt>{t('progress.bytes')}</dt>
              <dd>{format.bytes(bytes)}</dd>
            </div>
            <div className={styles.row}>
              <dt>{t('progress.verified')}</dt>
              <dd>{format.number(verified)}</dd>
            </div>
          </dl>
        )}
        <Problems relocation={relocation} />
        {done && from === 'local' && <RemoveSource relocation={relocation} isOpen={isOpen} />}
      </div>
      <footer className={styles.footer}>
        <Button variant="ghost" onClick={() => showRelocation({ from, to })}>
          {t('again')}
        </Button>
        <span className={styles.spring} />
        {done && (
          <Button icon={FileDown} busy={report.isPending} onClick={() => report.mutate()}>
            {t('report.save')}
          </Button>
        )}
        {done && !isOpen ? (
          <Button
            variant="primary"
            onClick={() => {
              onClose();
              void openLibrary(to);
            }}
          >
            {t('openNew', { name: placeName(to, toName) })}
          </Button>
        ) : (
          <Button variant="primary" onClick={onClose}>
            {t('close')}
          </Button>
        )}
      </footer>
    </>
  );
}
