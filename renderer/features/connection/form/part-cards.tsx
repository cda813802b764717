import type { ServerPart } from '@shared/contract/connection.ts';
import { endpointAdapterSchema } from '@shared/domain/servers.ts';
import { Boxes, Database, type LucideIcon, Sparkles } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox, Segmented } from '../../../components/controls.tsx';
import { Select, TextField } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { PartStatus } from '../check/part-status.tsx';
import { Remedies } from '../check/remedies.tsx';
import styles from './connect-form.module.css';
import type { ConnectValues } from './connect-form.ts';
import type { ConnectFormProps } from './connect-form-view.tsx';
import { SecretField } from './secret-field.tsx';

type TextName = {
  [K in keyof ConnectValues]: ConnectValues[K] extends string ? K : never;
}[keyof ConnectValues] &
  string;
type PlainName = Exclude<TextName, 'environment' | 'embedding' | 'embeddingAdapter'>;
type SecretName = 'dbPassword' | 'secretKey' | 'embeddingKey';
const storedAs = {
  dbPassword: 'databasePassword',
  secretKey: 'secretKey',
  embeddingKey: 'embeddingKey',
} as const;

type FieldRest = { inputMode?: 'numeric' | 'email' | 'url'; hint?: string; 'data-autofocus'?: boolean };

function Field({
  form: { values, problems, onChange },
  name,
  span,
  ...rest
}: { form: ConnectFormProps; name: PlainName; span: string | undefined } & FieldRest) {
  const { t } = useTranslation('connection');
  const problem = problems[name];
  return (
    <TextField
      className={span}
      label={t(`field.${name}`)}
      value={values[name]}
      onChange={(value) => onChange({ [name]: value })}
      error={problem === undefined ? undefined : t(`problem.${problem}`)}
      {...rest}
    />
  );
}

function Secret({
  form: { values, problems, onChange, edited, sessionOnly },
  name,
  span,
  hint,
}: {
  form: ConnectFormProps;
  name: SecretName;
  span: string | undefined;
  hint?: string;
}) {
  const { t } = useTranslation('connection');
  const problem = problems[name];
  return (
    <SecretField
      className={span}
      label={t(`field.${name}`)}
      value={values[name]}
      onChange={(value) => onChange({ [name]: value })}
      stored={edited?.stored[storedAs[name]] ?? false}
      sessionOnly={sessionOnly}
      hint={hint}
      error={problem === undefined ? undefined : t(`problem.${problem}`)}
    />
  );
}

/** Fields on the left, what came of them on the right, so that nothing moves when an answer comes. */
function PartCard({
  form,
  part,
  icon,
  note,
  side,
  host,
  children,
}: {
  form: ConnectFormProps;
  part: ServerPart;
  icon: LucideIcon;
  note?: string;
  /** In place of the test, where there is nothing to test. */
  side?: ReactNode;
  /** The field that another computer's address goes into. */
  host: 'dbHost' | 'storageEndpoint' | null;
  children: ReactNode;
}) {
  const { t } = useTranslation('connection');
  const id = useId();
  const { state, testNow } = form.checks[part];
  return (
    <section aria-labelledby={id} className={styles.card}>
      <div className={styles.fields}>
        <h2 id={id} className={styles.legend}>
          <Icon icon={icon} />
          {t(`part.${part}`)}
          {note !== undefined && <span className={styles.optional}>{note}</span>}
        </h2>
        <div className={styles.grid}>{children}</div>
      </div>
      {side ?? (
        <PartStatus
          part={part}
          state={state}
          draft={form.drafts[part]}
          onTest={() => void testNow()}
          remedies={(check) => (
            <Remedies
              part={part}
              check={check}
              trusted={form.values.trustedCertificates}
              onChange={form.onChange}
              onHost={(address) => host !== null && form.onChange({ [host]: address })}
            />
          )}
        />
      )}
    </section>
  );
}

export function ProfileCard(form: ConnectFormProps) {
  const { t } = useTranslation('connection');
  const { values, onChange } = form;
  return (
    <div className={styles.profile}>
      <Field form={form} name="name" span={undefined} data-autofocus />
      <div className={styles.environment}>
        <span className={styles.label}>{t('field.environment')}</span>
        <Segmented
          label={t('field.environment')}
          value={values.environment}
          options={(['prod', 'stage', 'dev'] as const).map((value) => ({
            value,
            label: t(`environment.${value}`),
          }))}
          onChange={(environment) => onChange({ environment })}
        />
      </div>
      <Field form={form} name="personName" span={undefined} />
      <Field form={form} name="personEmail" span={undefined} inputMode="email" />
      <p className={styles.profileHint}>{t('hint.person')}</p>
    </div>
  );
}

export function DatabaseCard(form: ConnectFormProps) {
  const { t } = useTranslation('connection');
  const { values, onChange } = form;
  return (
    <PartCard form={form} part="database" icon={Database} host="dbHost">
      <Field form={form} name="dbHost" span={styles.span4} />
      <Field form={form} name="dbPort" span={styles.span2} inputMode="numeric" />
      <Field form={form} name="dbName" span={styles.span3} />
      <Field form={form} name="dbUser" span={styles.span3} />
      <Secret form={form} name="dbPassword" span={styles.span3} />
      <div className={styles.besideField}>
        <Checkbox label={t('field.dbTls')} checked={values.dbTls} onChange={(dbTls) => onChange({ dbTls })} />
      </div>
    </PartCard>
  );
}

export function StorageCard(form: ConnectFormProps) {
  const { t } = useTranslation('connection');
  const { values, onChange } = form;
  return (
    <PartCard form={form} part="storage" icon={Boxes} host="storageEndpoint">
      <Field form={form} name="storageEndpoint" span={styles.span4} />
      <Field form={form} name="storagePort" span={styles.span2} inputMode="numeric" />
      <Field form={form} name="accessKey" span={styles.span3} />
      <Secret form={form} name="secretKey" span={styles.span3} />
      <Field form={form} name="bucketPrefix" span={styles.span2} hint={t('hint.bucketPrefix')} />
      <Field form={form} name="storageRegion" span={styles.span2} hint={t('hint.storageRegion')} />
      <div className={styles.besideNarrow}>
        <Checkbox
          label={t('field.storageSecure')}
          checked={values.storageSecure}
          onChange={(storageSecure) => onChange({ storageSecure })}
        />
      </div>
    </PartCard>
  );
}

export function EmbeddingCard(form: ConnectFormProps) {
  const { t } = useTranslation('connection');
  const { values, onChange } = form;
  const choices = [
    'library',
    'builtin',
    ...(values.keptEmbedding?.kind === 'clip' ? (['clip'] as const) : []),
    'endpoint',
  ] as const;
  return (
    <PartCard
      form={form}
      part="embedding"
      icon={Sparkles}
      note={t('check.optional')}
      host={null}
      side={
        values.embedding === 'endpoint' ? undefined : (
          <p className={styles.aside}>{t(`embedding.${values.embedding}Text`)}</p>
        )
      }
    >
      <div className={styles.span6}>
        <Segmented
          label={t('field.embedding')}
          value={values.embedding}
          options={choices.map((value) => ({ value, label: t(`embedding.${value}`) }))}
          onChange={(embedding) => onChange({ embedding })}
        />
      </div>
      {values.embedding === 'endpoint' && (
        <>
          <Field form={form} name="embeddingUrl" span={styles.span4} inputMode="url" />
          <div className={styles.choice}>
            <span className={styles.label}>{t('field.embeddingAdapter')}</span>
            <Select
              label={t('field.embeddingAdapter')}
              value={values.embeddingAdapter}
              options={endpointAdapterSchema.options.map((value) => ({
                value,
                label: t(`adapter.${value}`),
              }))}
              onChange={(embeddingAdapter) => onChange({ embeddingAdapter })}
            />
          </div>
          <Field form={form} name="embeddingModel" span={styles.span3} hint={t('hint.embeddingModel')} />
          <Secret form={form} name="embeddingKey" span={styles.span3} hint={t('hint.embeddingKey')} />
        </>
      )}
    </PartCard>
  );
}
