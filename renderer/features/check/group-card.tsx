import type { CheckStatus, FindingGroup } from '@shared/contract/check.ts';
import clsx from 'clsx';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button } from '../../components/button.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import styles from './check-page.module.css';
import { FindingRow } from './finding-row.tsx';
import { GroupActions } from './group-actions.tsx';
import { countOf, toneOf } from './kinds.ts';
import { useFindings } from './use-check.ts';

const few = 5;
const many = 200;

/** Everything of one kind: what it is, how much of it, the first of it, and what can be done. */
export function GroupCard({ group, status }: { group: FindingGroup; status: CheckStatus }) {
  const { t } = useTranslation('check');
  const format = useFormat();
  const canChange = useCanChange();
  const id = useId();
  const [all, setAll] = useState(false);
  const { data } = useFindings(group.kind, all ? many : few, status);
  const count = countOf(group);
  const listed = data?.findings ?? [];
  return (
    <section className={clsx(styles.card, styles[toneOf(group.kind)])} aria-labelledby={id}>
      <div className={styles.cardHead}>
        <div className={styles.cardBody}>
          <h2 id={id} className={styles.cardTitle}>
            {t(`kind.${group.kind}.title`)}
            <span className={styles.count}>
              {group.bytes > 0
                ? `${format.number(count)} · ${format.bytes(group.bytes)}`
                : format.number(count)}
            </span>
          </h2>
          <p className={styles.cardText}>{t(`kind.${group.kind}.text`, { days: status.graceDays })}</p>
        </div>
        {canChange && <GroupActions group={group} busy={status.running !== null} />}
      </div>
      {data === undefined ? (
        <Skeleton height={32} radius={4} />
      ) : (
        <ul className={styles.list}>
          {listed.map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      {!all && count > listed.length && listed.length > 0 && (
        <Button variant="ghost" size="s" onClick={() => setAll(true)}>
          {t('showAll', { count })}
        </Button>
      )}
      {all && count > listed.length && (
        <p className={styles.more}>{t('more', { count: count - listed.length })}</p>
      )}
    </section>
  );
}
