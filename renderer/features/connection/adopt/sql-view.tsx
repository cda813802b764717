import { Copy, Download } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { saveText } from '../../../app/save-text.ts';
import { Button } from '../../../components/button.tsx';
import { useCopy } from '../use-copy.ts';
import { sqlLines } from './sql-lines.ts';
import styles from './sql-view.module.css';

/** What scrolls takes the focus, so that the arrow keys reach all of it. */
const scrolledByKeys = { tabIndex: 0 };

/** The exact SQL that would run, to be read, copied or saved. */
export function SqlView({ sql, fileName }: { sql: string; fileName: string }) {
  const { t } = useTranslation('connection');
  const copy = useCopy();
  const lines = useMemo(() => sqlLines(sql.trimEnd()), [sql]);
  return (
    <section className={styles.view} aria-label={t('plan.sql')}>
      <header className={styles.head}>
        <h3 className={styles.title}>{t('plan.sql')}</h3>
        <span className={styles.count}>{t('plan.lines', { count: lines.length })}</span>
        <Button size="s" variant="ghost" icon={Copy} onClick={() => copy(sql)}>
          {t('plan.copy')}
        </Button>
        <Button
          size="s"
          variant="ghost"
          icon={Download}
          onClick={() => saveText(sql, fileName, 'application/sql')}
        >
          {t('plan.save')}
        </Button>
      </header>
      <pre className={styles.code} data-selectable {...scrolledByKeys}>
        {lines.map(({ number, tokens }) => (
          <code key={number} className={styles.line}>
            {tokens.map(({ at, text, kind }) => (
              <span key={at} className={kind === 'plain' ? undefined : styles[kind]}>
                {text}
              </span>
            ))}
            {'\n'}
          </code>
        ))}
      </pre>
    </section>
  );
}
