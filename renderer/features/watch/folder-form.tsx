import type { Brand } from '@shared/domain/catalog.ts';
import type { WatchChoice, WatchFolderId, WatchRule } from '@shared/domain/watch.ts';
import { useMutation } from '@tanstack/react-query';
import { ArrowLeft, CircleAlert, Folder } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useFormat } from '../../app/use-format.ts';
import { useCatalog } from '../../app/use-library.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Segmented } from '../../components/controls.tsx';
import { Icon } from '../../components/icon.tsx';
import { IconBadge } from '../../components/icon-badge.tsx';
import { PathText } from '../../components/path-text.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast-store.ts';
import { blankRule, isComplete, type RuleDraft, toDraft, toRule } from './rule-draft.ts';
import { RuleFields } from './rule-fields.tsx';
import { RuleSummary } from './rule-summary.tsx';
import { useProblemText } from './use-problem-text.ts';
import { useWatchFolders } from './use-watch.ts';
import styles from './watch.module.css';
import { chooseToWatch, useWatchPage, type WatchTarget } from './watch-store.ts';

const back = (): void => useWatchPage.getState().go({ kind: 'list' });

/** What a chosen folder would do, before it does. */
export function AddFolder({ choice, target }: { choice: WatchChoice; target: WatchTarget }) {
  const { t } = useTranslation('watch');
  const { data: catalog } = useCatalog();
  if (!catalog) return <Skeleton height={200} />;
  const brands = catalog.brands.filter(({ archived }) => !archived);
  if (choice.problem !== null) return <Refused choice={choice} target={target} />;
  if (brands.length === 0) {
    return (
      <Page title={t('form.addTitle')}>
        <FolderFacts choice={choice} />
        <Notice>{t('form.noBrand')}</Notice>
      </Page>
    );
  }
  return <AddForm choice={choice} brands={brands} first={blankRule(brands, target)} />;
}

function AddForm({
  choice,
  brands,
  first,
}: {
  choice: WatchChoice;
  brands: readonly Brand[];
  first: RuleDraft;
}) {
  const { t } = useTranslation('watch');
  const format = useFormat();
  const [draft, setDraft] = useState(first);
  const [existing, setExisting] = useState<'take' | 'skip' | null>(choice.files === 0 ? 'take' : null);
  const adding = useMutation({
    mutationFn: (input: { rule: WatchRule; existing: 'take' | 'skip' }) =>
      client.watch.add({ choiceId: choice.id, ...input }),
    onSuccess: ({ folder }) => {
      back();
      toast.success(t('form.added', { name: folder.name }));
    },
    onError: toastError,
  });
  const rule = toRule(draft);
  return (
    <Page title={t('form.addTitle')}>
      <FolderFacts choice={choice} />
      {choice.known && <Notice tone="quiet">{t('form.known')}</Notice>}
      {choice.files > 0 && (
        <fieldset className={styles.group}>
          <legend className={styles.label}>
            {t(choice.more ? 'form.existingMore' : 'form.existing', {
              count: choice.files,
              size: format.bytes(choice.bytes),
            })}
          </legend>
          <Segmented
            label={t('form.existingLabel')}
            value={existing ?? ''}
            options={(['take', 'skip'] as const).map((value) => ({
              value,
              label: t(`form.existingChoice.${value}`),
            }))}
            onChange={(value) => setExisting(value === 'skip' ? 'skip' : 'take')}
          />
        </fieldset>
      )}
      <RuleFields draft={draft} brands={brands} onChange={setDraft} />
      {rule !== null && <RuleSummary rule={rule} name={choice.name} existing={existing} />}
      <Footer>
        <Button onClick={back}>{t('form.cancel')}</Button>
        <Button
          variant="primary"
          busy={adding.isPending}
          disabled={rule === null || existing === null}
          onClick={() => rule !== null && existing !== null && adding.mutate({ rule, existing })}
        >
          {t('form.start')}
        </Button>
      </Footer>
    </Page>
  );
}

function Refused({ choice, target }: { choice: WatchChoice; target: WatchTarget }) {
  const { t } = useTranslation('watch');
  const problemText = useProblemText();
  return (
    <Page title={t('form.addTitle')}>
      <FolderFacts choice={choice} />
      {choice.problem !== null && <Notice>{problemText(choice.problem)}</Notice>}
      <Footer>
        <Button onClick={back}>{t('form.cancel')}</Button>
        <Button variant="primary" onClick={() => void chooseToWatch(target)}>
          {t('form.other')}
        </Button>
      </Footer>
    </Page>
  );
}

/** Another place or rule for what a folder takes from now on. */
export function EditFolder({ id }: { id: WatchFolderId }) {
  const { t } = useTranslation('watch');
  const { data: catalog } = useCatalog();
  const { data } = useWatchFolders();
  const folder = data?.folders.find((one) => one.id === id);
  const [draft, setDraft] = useState<RuleDraft | null>(null);
  const saving = useMutation({
    mutationFn: (rule: WatchRule) => client.watch.update({ id, rule }),
    onSuccess: back,
    onError: toastError,
  });
  if (!catalog || folder === undefined) return <Skeleton height={200} />;
  const brands = catalog.brands.filter((brand) => !brand.archived || brand.id === folder.rule.brandId);
  const current = draft ?? toDraft(folder.rule);
  const rule = toRule(current);
  return (
    <Page title={t('form.editTitle')}>
      <FolderFacts choice={folder} />
      <RuleFields draft={current} brands={brands} onChange={setDraft} />
      {rule !== null && <RuleSummary rule={rule} name={folder.name} existing={null} />}
      <Footer>
        <Button onClick={back}>{t('form.cancel')}</Button>
        <Button
          variant="primary"
          busy={saving.isPending}
          disabled={!isComplete(current, brands)}
          onClick={() => rule !== null && saving.mutate(rule)}
        >
          {t('form.save')}
        </Button>
      </Footer>
    </Page>
  );
}

export function Page({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation('watch');
  return (
    <div className={styles.page}>
      <header className={styles.pageHead}>
        <IconButton icon={ArrowLeft} size="s" label={t('form.back')} onClick={back} />
        <h3 className={styles.pageTitle}>{title}</h3>
      </header>
      {children}
    </div>
  );
}

function Footer({ children }: { children: ReactNode }) {
  return <footer className={styles.footer}>{children}</footer>;
}

function FolderFacts({ choice: { name, path } }: { choice: Pick<WatchChoice, 'name' | 'path'> }) {
  return (
    <div className={styles.facts}>
      <IconBadge icon={Folder} />
      <div className={styles.words}>
        <p className={styles.name}>{name}</p>
        <PathText path={path} className={styles.dim} title={path} />
      </div>
    </div>
  );
}

function Notice({ tone = 'warn', children }: { tone?: 'warn' | 'quiet'; children: ReactNode }) {
  return (
    <p className={styles.notice} data-tone={tone} role={tone === 'warn' ? 'alert' : undefined}>
      {tone === 'warn' && <Icon icon={CircleAlert} size={14} />}
      <span>{children}</span>
    </p>
  );
}
