import type { WatchRule } from '@shared/domain/watch.ts';
import { useTranslation } from 'react-i18next';
import { useCatalog } from '../../app/use-library.ts';
import { targetName } from '../uploads/upload-target.ts';
import styles from './watch.module.css';

interface RuleSummaryProps {
  rule: WatchRule;
  /** Of the folder. */
  name: string;
  /** What becomes of the files that are there; null when that is not asked, or not answered yet. */
  existing: 'take' | 'skip' | null;
}

/** What will happen, in plain words. */
export function RuleSummary({ rule, name, existing }: RuleSummaryProps) {
  const { t } = useTranslation('watch');
  const { data: catalog } = useCatalog();
  const place = targetName(rule, catalog) ?? '';
  const { afterwards, tags, foldersAsProjects } = rule;
  const lines = [
    t(existing === 'take' ? 'summary.takeAll' : 'summary.takeNew', { name, place }),
    foldersAsProjects ? t('summary.projects') : '',
    tags.length > 0 ? t('summary.tags', { tags: tags.join(', ') }) : '',
    afterwards.kind === 'keep' ? t('summary.keep') : '',
    afterwards.kind === 'move' ? t('summary.move', { subfolder: afterwards.subfolder }) : '',
    afterwards.kind === 'remove' && afterwards.days === 0 ? t('summary.removeAtOnce') : '',
    afterwards.kind === 'remove' && afterwards.days > 0
      ? t('summary.remove', { count: afterwards.days })
      : '',
    rule.conflicts === 'version' ? t('summary.versions') : '',
    t('summary.changed'),
  ].filter((line) => line !== '');
  return (
    <section className={styles.summary} aria-label={t('summary.title')}>
      <p className={styles.label}>{t('summary.title')}</p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
