import type { EmbeddingStatus } from '@shared/contract/embedding.ts';
import { endpointAdapterSchema } from '@shared/domain/servers.ts';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { SecretField } from '../connection/form/secret-field.tsx';
import { useProfiles } from '../connection/profiles/use-profiles.ts';
import type { Choose } from './embedding-panel.tsx';
import styles from './endpoint-card.module.css';
import { changeEndpoint, checkEndpoint, type EndpointProblems, endpointValues } from './endpoint-form.ts';
import { EndpointResult } from './endpoint-result.tsx';
import { ModelCard } from './model-card.tsx';
import { isSameChoice } from './model-name.ts';
import { useEndpointCheck } from './use-endpoint-check.ts';

/** An endpoint: which server, which model, and what a live test of it says. */
export function EndpointCard({
  status,
  onChoose,
}: {
  status: EmbeddingStatus | null;
  onChoose: Choose | null;
}) {
  const { t } = useTranslation('embedding');
  const [open, setOpen] = useState(false);
  const used = status?.choice.kind === 'endpoint';
  const inUse = status?.choice.kind === 'endpoint' ? status.choice : null;
  return (
    <ModelCard
      name={t('model.endpoint')}
      text={t('choice.endpoint')}
      used={used}
      traits={[
        { text: t('trait.server'), good: false },
        { text: t('trait.textModel'), good: null },
        { text: inUse === null ? t('trait.speedServer') : new URL(inUse.url).host, good: null },
        ...(inUse === null || inUse.model === '' ? [] : [{ text: inUse.model, good: null }]),
      ]}
      actions={
        !open && (
          <Button size="s" disabled={onChoose === null} onClick={() => setOpen(true)}>
            {t(used ? 'endpoint.change' : 'endpoint.setUp')}
          </Button>
        )
      }
    >
      {open && status !== null && onChoose !== null && (
        <EndpointForm status={status} onChoose={onChoose} onClose={() => setOpen(false)} />
      )}
    </ModelCard>
  );
}

function EndpointForm({
  status,
  onChoose,
  onClose,
}: {
  status: EmbeddingStatus;
  onChoose: Choose;
  onClose: () => void;
}) {
  const { t } = useTranslation(['embedding', 'connection', 'common']);
  const { data: profiles } = useProfiles();
  const { choice: stored, hasKey } = status;
  const [values, setValues] = useState(() => endpointValues(stored, hasKey));
  const [problems, setProblems] = useState<EndpointProblems>({});
  const [busy, setBusy] = useState(false);
  const checked = checkEndpoint(values);
  const choice = checked.ok ? checked.choice : null;
  const { state, testNow } = useEndpointCheck(choice, values.key);
  const change = (part: Partial<typeof values>): void => {
    setProblems({});
    setValues((before) => changeEndpoint(before, part, stored));
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!checked.ok) {
      setProblems(checked.problems);
      return;
    }
    setBusy(true);
    const done = await onChoose(checked.choice, values.key);
    setBusy(false);
    if (done) onClose();
  };
  const unchanged = choice !== null && isSameChoice(choice, stored) && values.key === null;
  const usable = state.phase === 'done' && state.result.ok;
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
      <div className={styles.grid}>
        <TextField
          label={t('endpoint.url')}
          placeholder="http://"
          inputMode="url"
          value={values.url}
          ref={(input) => {
            if (input !== null && document.activeElement === document.body) input.focus();
          }}
          error={problems.url === true ? t('endpoint.problem.url') : undefined}
          onChange={(url) => change({ url })}
        />
        <div className={styles.choice}>
          <span className={styles.label}>{t('endpoint.adapter')}</span>
          <Select
            label={t('endpoint.adapter')}
            value={values.adapter}
            options={endpointAdapterSchema.options.map((value) => ({
              value,
              label: t(`connection:adapter.${value}`),
            }))}
            onChange={(adapter) => change({ adapter })}
          />
        </div>
        <TextField
          label={t('endpoint.model')}
          hint={t('endpoint.modelHint')}
          value={values.model}
          error={problems.model === true ? t('endpoint.problem.model') : undefined}
          onChange={(model) => change({ model })}
        />
        <SecretField
          label={t('endpoint.key')}
          hint={t('endpoint.keyHint')}
          value={values.key}
          stored={hasKey && stored.kind === 'endpoint'}
          sessionOnly={profiles?.secrets === 'session-only'}
          onChange={(key) => change({ key })}
        />
      </div>
      <EndpointResult
        choice={choice}
        state={state}
        onTest={testNow}
        onAdapter={(adapter) => change({ adapter })}
      />
      <div className={styles.buttons}>
        <Button variant="ghost" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" variant="primary" busy={busy} disabled={!usable || unchanged}>
          {t('use')}
        </Button>
      </div>
    </form>
  );
}
