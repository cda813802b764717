import type { Findings } from '@shared/contract/connection.ts';
import clsx from 'clsx';
import { CircleCheck, DatabaseZap, FilePlus2, History, type LucideIcon, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../app/use-format.ts';
import { FactChips } from '../../../components/fact-chips.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Warnings } from '../check/part-status.tsx';
import styles from './findings-view.module.css';

const icons: Record<Findings['variant'], LucideIcon> = {
  empty: FilePlus2,
  customer: DatabaseZap,
  drifted: History,
  foreign: OctagonX,
  adopted: CircleCheck,
};

/** What an inspection found, in words that one who runs servers checks against what they know. */
export function FindingsView({ findings }: { findings: Findings }) {
  const { t } = useTranslation('connection');
  const { variant, warnings } = findings;
  return (
    <section className={styles.findings} aria-labelledby="findings-title">
      <h2 id="findings-title" className={styles.sectionTitle}>
        {t('inspect.foundTitle')}
      </h2>
      <div className={clsx(styles.summary, variant === 'foreign' && styles.foreign)}>
        <Icon icon={icons[variant]} size={20} />
        <div>
          <p className={styles.summaryTitle}>{t(`inspect.variant.${variant}.title`)}</p>
          <p className={styles.summaryText}>{t(`inspect.variant.${variant}.text`)}</p>
        </div>
      </div>
      {warnings.length > 0 && (
        <Block title={t('inspect.warnings')}>
          <Warnings warnings={warnings} />
        </Block>
      )}
      <Servers findings={findings} />
      <Tables findings={findings} />
      <Spellings findings={findings} />
      <Buckets findings={findings} />
    </section>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.block}>
      <h3 className={styles.blockTitle}>{title}</h3>
      {children}
    </div>
  );
}

function Servers({ findings }: { findings: Findings }) {
  const { t } = useTranslation('connection');
  const { serverVersion, pgvector, pgvectorAvailable, role, vectors } = findings;
  const extension =
    pgvector ??
    (pgvectorAvailable === null
      ? t('inspect.extensionNone')
      : t('inspect.extensionMissing', { version: pgvectorAvailable }));
  const rights = role.superuser
    ? t('inspect.roleSuperuser')
    : t(role.canAdopt ? 'inspect.roleAdopt' : role.canWrite ? 'inspect.roleWrite' : 'inspect.roleRead');
  const index =
    vectors.index === null
      ? t('inspect.vectorNoIndex')
      : vectors.indexLists === null
        ? t('inspect.vectorIndex', { index: vectors.index })
        : t('inspect.vectorIndexLists', { index: vectors.index, lists: vectors.indexLists });
  const found = [
    vectors.rows > 0 ? t('inspect.vectors', { count: vectors.rows }) : t('inspect.vectorsNone'),
    ...(vectors.dimensions === null ? [] : [t('inspect.vectorDimensions', { count: vectors.dimensions })]),
    ...(vectors.rows > 0 || vectors.index !== null ? [index] : []),
  ];
  return (
    <dl className={styles.facts} data-selectable>
      <dt>{t('inspect.server')}</dt>
      <dd>{/^\d/.test(serverVersion) ? `PostgreSQL ${serverVersion}` : serverVersion}</dd>
      <dt>{t('inspect.extension')}</dt>
      <dd>{extension}</dd>
      <dt>{t('inspect.vectors')}</dt>
      <dd>{found.join(' · ')}</dd>
      <dt>{t('inspect.role')}</dt>
      <dd>
        {role.name} · {rights}
      </dd>
    </dl>
  );
}

type Table = Findings['tables'][number];

function Tables({ findings: { tables } }: { findings: Findings }) {
  const { t } = useTranslation('connection');
  const format = useFormat();
  return (
    <Block title={t('inspect.tables')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('inspect.table')}</th>
            <th scope="col" className={styles.number}>
              {t('inspect.rows')}
            </th>
            <th scope="col">{t('inspect.state')}</th>
          </tr>
        </thead>
        <tbody data-selectable>
          {tables.map((table) => (
            <tr key={table.name} className={clsx(!table.present && styles.absent)}>
              <th scope="row">{table.name}</th>
              <td className={styles.number}>{table.present ? format.number(table.rows) : '–'}</td>
              <td>
                <TableState table={table} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Block>
  );
}

function TableState({ table }: { table: Table }) {
  const { t } = useTranslation('connection');
  if (!table.present) return t('inspect.missing');
  const columns = {
    ...table,
    // Said already, by what is done about them.
    extraColumns: table.extraColumns.filter((name) => !table.requiredColumns.includes(name)),
  };
  const notes = (['wrongColumns', 'missingColumns', 'requiredColumns', 'extraColumns'] as const).filter(
    (kind) => columns[kind].length > 0,
  );
  if (notes.length === 0) return t('inspect.complete');
  return notes.map((kind) => (
    <span key={kind} className={clsx(styles.note, kind === 'wrongColumns' && styles.wrong)}>
      {t(`inspect.${kind}`, { columns: columns[kind].join(', ') })}
    </span>
  ));
}

function Spellings({ findings: { spellings, variant } }: { findings: Findings }) {
  const { t } = useTranslation('connection');
  if (variant === 'empty' || variant === 'foreign') return null;
  const kinds = [
    'bucketAndKey',
    'keyOnly',
    'singularFolder',
    'elsewhere',
    'bareChecksums',
    'prefixedChecksums',
    'withoutChecksum',
  ] as const;
  const seen = kinds.filter((kind) => spellings[kind] > 0);
  return (
    <Block title={t('inspect.spellings')}>
      {seen.length === 0 ? (
        <p className={styles.dim}>{t('inspect.spellingNone')}</p>
      ) : (
        <>
          <FactChips texts={seen.map((kind) => t(`inspect.spelling.${kind}`, { count: spellings[kind] }))} />
          <p className={styles.dim}>{t('inspect.spellingNote')}</p>
        </>
      )}
    </Block>
  );
}

function Buckets({ findings: { buckets } }: { findings: Findings }) {
  const { t } = useTranslation('connection');
  return (
    <Block title={t('inspect.buckets')}>
      <ul className={styles.buckets} data-selectable>
        {buckets.map((bucket) => (
          <li key={bucket.name} className={styles.bucket}>
            <span className={styles.bucketName}>{bucket.name}</span>
            {bucket.present ? (
              <>
                {bucket.expiresAfterDays !== null && (
                  <span className={styles.dim}>
                    {t('inspect.bucketExpires', { count: bucket.expiresAfterDays })}
                  </span>
                )}
                <span className={clsx(bucket.public ? styles.wrong : styles.dim)}>
                  {t(bucket.public ? 'inspect.bucketPublic' : 'inspect.bucketPrivate')}
                </span>
              </>
            ) : (
              <span className={styles.dim}>{t('inspect.bucketMissing')}</span>
            )}
          </li>
        ))}
      </ul>
    </Block>
  );
}
