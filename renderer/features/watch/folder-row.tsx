import type { WatchFolder } from '@shared/domain/watch.ts';
import {
  CirclePause,
  CirclePlay,
  Ellipsis,
  Folder,
  FolderOpen,
  FolderSearch,
  History,
  Pencil,
  RotateCw,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useErrorText } from '../../app/error-text.ts';
import { useFormat } from '../../app/use-format.ts';
import { useCatalog } from '../../app/use-library.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { confirm } from '../../components/confirm-dialog.tsx';
import { IconBadge } from '../../components/icon-badge.tsx';
import { Menu } from '../../components/menu.tsx';
import type { MenuEntry } from '../../components/menu-items.tsx';
import { PathText } from '../../components/path-text.tsx';
import { toast } from '../../components/toast-store.ts';
import { Tooltip } from '../../components/tooltip.tsx';
import { targetName } from '../uploads/upload-target.ts';
import { toneOf } from './tone.ts';
import { useProblemText } from './use-problem-text.ts';
import styles from './watch.module.css';
import { useWatchPage } from './watch-store.ts';

const badgeTones = { good: 'accent', busy: 'accent', off: 'dim', bad: 'danger' } as const;

const attempt = (call: Promise<unknown>): void => void call.catch(toastError);

/** One folder: where it is, where its files go, how it is going, and its actions. */
export function FolderRow({ folder }: { folder: WatchFolder }) {
  const { t } = useTranslation('watch');
  const canChange = useCanChange();
  const { data: catalog } = useCatalog();
  const { id, name, path, rule, state } = folder;
  const paused = state.state === 'paused';
  const place = targetName(rule, catalog) ?? t('row.noPlace');
  const { afterwards } = rule;
  const then =
    afterwards.kind === 'remove'
      ? t('row.remove', { count: afterwards.days })
      : afterwards.kind === 'move'
        ? t('row.move', { name: afterwards.subfolder })
        : t('row.keep');

  return (
    <li className={styles.row}>
      <IconBadge icon={Folder} tone={badgeTones[toneOf(folder)]} />
      <div className={styles.words}>
        <p className={styles.name}>{name}</p>
        <Tooltip label={path}>
          <PathText path={path} className={styles.dim} />
        </Tooltip>
        <p className={styles.dim}>
          {place} · {then}
        </p>
        <FolderState folder={folder} />
      </div>
      {state.state === 'missing' && canChange && <Locate folder={folder} />}
      {canChange && state.state !== 'missing' && (
        <IconButton
          icon={paused ? CirclePlay : CirclePause}
          size="s"
          label={t(paused ? 'row.resume' : 'row.pause', { name })}
          onClick={() => attempt(client.watch.pause({ id, paused: !paused }))}
        />
      )}
      <RowMenu folder={folder} canChange={canChange} />
    </li>
  );
}

function RowMenu({ folder, canChange }: { folder: WatchFolder; canChange: boolean }) {
  const { t } = useTranslation('watch');
  const { id, name, state } = folder;
  const { go } = useWatchPage.getState();
  const remove = async (): Promise<void> => {
    const yes = await confirm({
      title: t('remove.title', { name }),
      description: t('remove.text'),
      confirmLabel: t('remove.button'),
      danger: true,
    });
    if (!yes) return;
    try {
      await client.watch.remove({ id });
      toast.success(t('remove.done', { name }));
    } catch (error) {
      toastError(error);
    }
  };
  const changes: MenuEntry[] = [
    { label: t('row.edit'), icon: Pencil, onSelect: () => go({ kind: 'edit', id }) },
    'separator',
    { label: t('row.stop'), icon: Trash2, danger: true, onSelect: () => void remove() },
  ];
  return (
    <Menu
      align="end"
      trigger={<IconButton icon={Ellipsis} size="s" label={t('row.actions', { name })} />}
      items={[
        { label: t('row.files'), icon: History, onSelect: () => go({ kind: 'files', id }) },
        {
          label: t('row.look'),
          icon: RotateCw,
          disabled: state.state === 'paused',
          onSelect: () => attempt(client.watch.look({ id })),
        },
        { label: t('row.show'), icon: FolderOpen, onSelect: () => attempt(client.watch.show({ id })) },
        ...(canChange ? changes : []),
      ]}
    />
  );
}

function Locate({ folder }: { folder: WatchFolder }) {
  const { t } = useTranslation('watch');
  const problemText = useProblemText();
  const locate = async (): Promise<void> => {
    try {
      const { folder: found, problem } = await client.watch.locate({ id: folder.id });
      if (problem !== null) toast.error(t('locate.failed'), { description: problemText(problem) });
      else if (found !== null) toast.success(t('locate.done', { name: found.name }));
    } catch (error) {
      toastError(error);
    }
  };
  return (
    <Button size="s" icon={FolderSearch} onClick={() => void locate()}>
      {t('row.locate')}
    </Button>
  );
}

/** How it is going, in a line; what is wrong, with what to do about it. */
function FolderState({ folder }: { folder: WatchFolder }) {
  const { t } = useTranslation('watch');
  const format = useFormat();
  const errorText = useErrorText();
  const { state, counts, settling, lastTakenAt, polling } = folder;
  const tone = toneOf(folder);
  if (state.state === 'error') {
    const { title, remedy } = errorText(state);
    const words = state.code === 'not_found' ? t('state.noBrand') : `${title} ${remedy}`;
    return (
      <p className={styles.state} data-tone={tone}>
        {words}
      </p>
    );
  }
  const now =
    state.state === 'scanning'
      ? t('state.scanning', { count: state.found })
      : state.state === 'uploading'
        ? t('state.uploading', { count: state.files })
        : state.state === 'missing'
          ? t(`state.missing.${state.reason}`)
          : state.state === 'watching' && settling > 0
            ? t('state.settling', { count: settling })
            : t(`state.${state.state}`);
  const facts = [
    counts.taken > 0 ? t('counts.taken', { count: counts.taken }) : '',
    counts.duplicates > 0 ? t('counts.duplicates', { count: counts.duplicates }) : '',
    counts.cleared > 0 ? t('counts.cleared', { count: counts.cleared }) : '',
    lastTakenAt === null ? '' : t('counts.last', { when: format.dateTime(lastTakenAt) }),
    polling ? t('counts.polling') : '',
  ].filter((fact) => fact !== '');
  return (
    <>
      <p className={styles.state} data-tone={tone}>
        <span className={styles.dot} aria-hidden />
        <span role="status">{now}</span>
        {counts.failed > 0 && <FailedLink folder={folder} />}
      </p>
      {facts.length > 0 && <p className={styles.dim}>{facts.join(' · ')}</p>}
      {counts.heldBack > 0 && (
        <p className={styles.notice}>{t('counts.heldBack', { count: counts.heldBack })}</p>
      )}
    </>
  );
}

function FailedLink({ folder }: { folder: WatchFolder }) {
  const { t } = useTranslation('watch');
  return (
    <button
      type="button"
      className={styles.failed}
      onClick={() => useWatchPage.getState().go({ kind: 'files', id: folder.id })}
    >
      {t('counts.failed', { count: folder.counts.failed })}
    </button>
  );
}
