import type { Brand } from '@shared/domain/catalog.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox } from '../../components/controls.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { TagInput } from '../../components/tag-input.tsx';
import { type RuleDraft, toRule } from './rule-draft.ts';
import styles from './watch.module.css';

/** Days that are offered; another one that a rule has is offered too. */
const daysOffered = [0, 1, 3, 7, 30];
const noProject = 'none';

interface RuleFieldsProps {
  draft: RuleDraft;
  brands: readonly Brand[];
  onChange: (draft: RuleDraft) => void;
}

/** Where files go, what they are tagged with, and what becomes of the local copies. */
export function RuleFields({ draft, brands, onChange }: RuleFieldsProps) {
  const { t } = useTranslation('watch');
  const brand = brands.find(({ id }) => id === draft.brandId);
  const projects =
    brand?.projects.filter(({ status, id }) => status !== 'archived' || id === draft.projectId) ?? [];
  const change = (part: Partial<RuleDraft>): void => onChange({ ...draft, ...part });
  return (
    <>
      <div className={styles.pair}>
        <Labelled label={t('form.brand')}>
          <Select
            label={t('form.brand')}
            value={draft.brandId ?? ''}
            options={brands.map(({ id, name }) => ({ value: String(id), label: name }))}
            onChange={(id) => {
              const next = brands.find((one) => one.id === id);
              if (next) change({ brandId: next.id, projectId: null });
            }}
          />
        </Labelled>
        <Labelled label={t('form.project')}>
          <Select
            label={t('form.project')}
            value={draft.projectId ?? noProject}
            options={[
              { value: noProject, label: t('form.noProject') },
              ...projects.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            onChange={(id) => change({ projectId: projects.find((one) => one.id === id)?.id ?? null })}
          />
        </Labelled>
      </div>
      <Checkbox
        label={t('form.foldersAsProjects')}
        hint={t('form.foldersAsProjectsHint')}
        checked={draft.foldersAsProjects}
        onChange={(foldersAsProjects) => change({ foldersAsProjects })}
      />
      <Checkbox
        label={t('form.versions')}
        hint={t('form.versionsHint')}
        checked={draft.conflicts === 'version'}
        onChange={(versions) => change({ conflicts: versions ? 'version' : 'keep' })}
      />
      <Labelled label={t('form.tags')}>
        <TagInput
          label={t('form.tags')}
          brandId={draft.brandId}
          tags={draft.tags.map((tag) => ({ tag }))}
          onAdd={(added) => change({ tags: [...new Set([...draft.tags, ...added])] })}
          onRemove={(removed) => change({ tags: draft.tags.filter((tag) => tag !== removed) })}
        />
      </Labelled>
      <div className={styles.pair}>
        <Labelled label={t('form.ending')}>
          <Select
            label={t('form.ending')}
            value={draft.ending}
            options={(['keep', 'remove', 'move'] as const).map((value) => ({
              value,
              label: t(`form.endingChoice.${value}`),
            }))}
            onChange={(ending) =>
              change({
                ending,
                ...(ending === 'move' && draft.subfolder === '' && { subfolder: t('form.subfolderName') }),
              })
            }
          />
        </Labelled>
        {draft.ending === 'remove' && <Days draft={draft} change={change} />}
        {draft.ending === 'move' && (
          <TextField
            label={t('form.subfolder')}
            value={draft.subfolder}
            maxLength={100}
            onChange={(subfolder) => change({ subfolder })}
            error={toRule(draft) === null ? t('form.subfolderWrong') : undefined}
          />
        )}
      </div>
    </>
  );
}

function Days({ draft, change }: { draft: RuleDraft; change: (part: Partial<RuleDraft>) => void }) {
  const { t } = useTranslation('watch');
  const days = [...new Set([...daysOffered, draft.days])].sort((a, b) => a - b);
  return (
    <Labelled label={t('form.days')}>
      <Select
        label={t('form.days')}
        value={String(draft.days)}
        options={days.map((count) => ({
          value: String(count),
          label: count === 0 ? t('form.atOnce') : t('form.afterDays', { count }),
        }))}
        onChange={(value) => change({ days: Number(value) })}
      />
    </Labelled>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.labelled}>
      <span className={styles.label} aria-hidden>
        {label}
      </span>
      {children}
    </div>
  );
}
