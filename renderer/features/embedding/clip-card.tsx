import type { ClipState } from '@shared/contract/embedding.ts';
import type { CallInput } from '@shared/contract/index.ts';
import { Download, Ellipsis, FolderInput, Globe, Pause, Play, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { confirm } from '../../components/confirm-dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import type { MenuEntry } from '../../components/menu-items.tsx';
import { toast } from '../../components/toast-store.ts';
import styles from './clip-card.module.css';
import { ClipFiles } from './clip-files.tsx';
import { ClipProgress } from './clip-progress.tsx';
import type { Choose } from './embedding-panel.tsx';
import { MirrorForm } from './mirror-form.tsx';
import { ModelCard, type Trait } from './model-card.tsx';

type Source = CallInput<'embedding.downloadClip'>['from'];

/** The newest state, before the next event tells it. */
async function take(answer: Promise<ClipState>): Promise<void> {
  try {
    const state = await answer;
    queryClient.setQueryData<{ models: ClipState[] }>(
      queryKeys.clipModels(),
      (known) => known && { models: known.models.map((each) => (each.model === state.model ? state : each)) },
    );
  } catch (error) {
    toastError(error);
  }
}

/** A CLIP model: fetched on request, in use, or in the way of either. */
export function ClipCard({
  state: clip,
  used,
  onChoose,
}: {
  state: ClipState;
  used: boolean;
  onChoose: Choose | null;
}) {
  const { t } = useTranslation('embedding');
  const format = useFormat();
  const [mirror, setMirror] = useState(false);
  const { model, state, languages, totalBytes, sizeKnown, haveBytes } = clip;
  const name = t(`model.${model}`);
  const download = (from: Source): void => {
    setMirror(false);
    void take(client.embedding.downloadClip({ model, from }));
  };
  const remove = async (): Promise<void> => {
    const yes = await confirm({
      title: t('clip.confirmRemove', { model: name }),
      description: t('clip.confirmRemoveText', { size: format.bytes(haveBytes) }),
      confirmLabel: t('clip.confirmRemoveButton'),
      danger: true,
    });
    if (!yes) return;
    await take(
      client.embedding.removeClip({ model }).then((next) => {
        toast.success(t('clip.removed', { model: name }));
        return next;
      }),
    );
  };

  const removal: MenuEntry[] =
    haveBytes > 0
      ? ['separator', { label: t('clip.remove'), icon: Trash2, danger: true, onSelect: () => void remove() }]
      : [];
  const sources: MenuEntry[] = [
    { label: t('clip.hub'), icon: Globe, onSelect: () => download({ kind: 'hub' }) },
    { label: t('clip.mirror'), icon: Download, onSelect: () => setMirror(true) },
    { label: t('clip.folder'), icon: FolderInput, onSelect: () => download({ kind: 'folder' }) },
  ];
  const size = format.bytes(totalBytes);
  const traits: Trait[] = [
    { text: t('trait.offline'), good: true },
    { text: t(languages === 'many' ? 'trait.textMany' : 'trait.textEnglish'), good: true },
    state === 'ready'
      ? { text: t('trait.onDisk', { size }), good: true }
      : { text: t(sizeKnown ? 'trait.size' : 'trait.sizeAbout', { size }), good: null },
    { text: t(languages === 'many' ? 'trait.slower' : 'trait.koreanNo'), good: false },
  ];
  const idle = state === 'absent' || state === 'failed';
  const begun = haveBytes > 0;

  return (
    <ModelCard
      name={name}
      text={t(`choice.${model}`)}
      traits={traits}
      used={used}
      actions={
        <>
          {state === 'ready' && !used && (
            <Button
              size="s"
              disabled={onChoose === null}
              onClick={() => void onChoose?.({ kind: 'clip', model }, null)}
            >
              {t('use')}
            </Button>
          )}
          {idle &&
            (begun || state === 'failed' ? (
              <Button size="s" icon={Play} onClick={() => download({ kind: 'hub' })}>
                {t(state === 'failed' ? 'clip.retry' : 'clip.resume')}
              </Button>
            ) : (
              <Button size="s" icon={Download} onClick={() => download({ kind: 'hub' })}>
                {t('clip.download')}
              </Button>
            ))}
          {(state === 'downloading' || state === 'verifying') && (
            <Button size="s" icon={Pause} onClick={() => void take(client.embedding.cancelClip({ model }))}>
              {t('clip.pause')}
            </Button>
          )}
          {(idle || state === 'ready') && (idle || !used) && (
            <Menu
              align="end"
              trigger={
                <IconButton
                  icon={Ellipsis}
                  size="s"
                  label={t(idle ? 'clip.sources' : 'clip.actions', { model: name })}
                />
              }
              items={idle ? [...sources, ...removal] : removal.slice(1)}
            />
          )}
        </>
      }
    >
      <ClipProgress state={clip} name={name} />
      {clip.problem !== null && (
        <div className={styles.problem} role="alert">
          <Icon icon={TriangleAlert} />
          <div>
            <p className={styles.problemTitle}>{t(`clip.problem.${clip.problem}.title`)}</p>
            <p>{t(`clip.problem.${clip.problem}.remedy`)}</p>
          </div>
        </div>
      )}
      {mirror && (
        <MirrorForm onStart={(url) => download({ kind: 'mirror', url })} onClose={() => setMirror(false)} />
      )}
      <ClipFiles files={clip.files} />
    </ModelCard>
  );
}
