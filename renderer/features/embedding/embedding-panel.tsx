import { clipModelIdSchema, type EmbeddingChoice } from '@shared/domain/servers.ts';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../app/error-text.ts';
import { useLibraryStatus } from '../../app/use-library.ts';
import { confirm } from '../../components/confirm-dialog.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast-store.ts';
import { BuiltinCard } from './builtin-card.tsx';
import { ClipCard } from './clip-card.tsx';
import { CurrentModel } from './current-model.tsx';
import styles from './embedding-panel.module.css';
import { EndpointCard } from './endpoint-card.tsx';
import { choiceName, isSameChoice } from './model-name.ts';
import { chooseEmbedder, useClipModels, useEmbedding } from './use-embedding.ts';

/** Asks before a choice is made; answers whether it was. Rejections are said in a toast. */
export type Choose = (choice: EmbeddingChoice, key: string | null) => Promise<boolean>;

/** What makes pictures comparable: what is used now, how far it is, and what else there is; a page of the settings. */
export function EmbeddingPanel() {
  const { t } = useTranslation('embedding');
  const { status: library } = useLibraryStatus();
  const { data: status, error, refetch } = useEmbedding({ live: true });
  const clip = useClipModels();
  const open = library?.state === 'open';
  const writable = open && library.access === 'write';

  const choose: Choose = async (choice, key) => {
    const name = choiceName(choice);
    const count = status?.total ?? 0;
    const yes = await confirm({
      title: t('confirm.title', { model: name }),
      description: t(open && library.kind === 'servers' ? 'confirm.shared' : 'confirm.text', { count }),
      confirmLabel: t('confirm.button'),
    });
    if (!yes) return false;
    try {
      const { model, searching } = await chooseEmbedder(choice, key);
      toast.success(t(model === searching ? 'chosenNow' : 'chosen', { model: name }));
      return true;
    } catch (failure) {
      const { title, remedy } = errorText(failure);
      toast.error(title, { description: remedy });
      return false;
    }
  };
  const isUsed = (choice: EmbeddingChoice): boolean =>
    status !== undefined && isSameChoice(status.choice, choice);
  const shared = { onChoose: writable && status !== undefined ? choose : null };

  return (
    <div className={styles.panel}>
      <p className={styles.intro}>{t('intro')}</p>
      {!open ? (
        <p className={styles.note}>{t('needsLibrary')}</p>
      ) : error !== null && status === undefined ? (
        <ErrorState error={error} onRetry={() => void refetch()} compact />
      ) : status === undefined ? (
        <Skeleton height={96} radius={8} />
      ) : (
        <CurrentModel status={status} onChoose={shared.onChoose} />
      )}
      {open && !writable && <p className={styles.note}>{t('readOnly')}</p>}
      <h3 className={styles.heading}>{t('choices')}</h3>
      <div className={styles.cards}>
        <BuiltinCard used={isUsed({ kind: 'builtin' })} {...shared} />
        {clipModelIdSchema.options.map((model) => {
          const state = clip.data?.models.find((each) => each.model === model);
          return state === undefined ? (
            <Skeleton key={model} height={120} radius={8} />
          ) : (
            <ClipCard key={model} state={state} used={isUsed({ kind: 'clip', model })} {...shared} />
          );
        })}
        <EndpointCard status={status ?? null} {...shared} />
      </div>
    </div>
  );
}
