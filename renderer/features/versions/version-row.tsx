import { useFormat } from '@renderer/app/use-format.ts';
import { IconButton, Menu, type MenuEntry } from '@renderer/components/index.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import type { AssetVersion } from '@shared/domain/version.ts';
import {
  Columns2,
  Download,
  Ellipsis,
  Eraser,
  Link,
  MessageSquareText,
  RotateCcw,
  Trash2,
} from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Thumbnail } from '../library/cells/thumbnail.tsx';
import { useVersionCompare } from './compare-store.ts';
import { hasPicture } from './pair.ts';
import { versionActions } from './version-actions.ts';
import { VersionNote } from './version-note.tsx';
import styles from './versions.module.css';

interface VersionRowProps {
  assetId: AssetId;
  version: AssetVersion;
  canChange: boolean;
}

/** One file of an asset: how it looks, when and from whom it came, what was said of it, and what can be done with it. */
export function VersionRow({ assetId, version, canChange }: VersionRowProps) {
  const { t } = useTranslation('versions');
  const format = useFormat();
  const [noting, setNoting] = useState(false);
  const { number, isCurrent, note, createdBy, createdAt, size, width, height } = version;
  const open = (): void => useVersionCompare.getState().open(assetId, isCurrent ? null : number);
  const facts = [
    format.bytes(size),
    width !== null && height !== null ? `${width} × ${height}` : null,
    createdBy,
  ].filter((fact) => fact !== null);
  return (
    <li className={styles.row} data-current={isCurrent || undefined}>
      <button
        type="button"
        className={styles.picture}
        aria-label={t('open', { number })}
        disabled={!hasPicture(version)}
        onClick={open}
        draggable={version.originalUrl !== null}
        onDragStart={(event) => dragOut(event, version)}
      >
        <Thumbnail asset={{ ...version, id: assetId }} small />
      </button>
      <div className={styles.text}>
        <p className={styles.name}>
          {t('number', { number })}
          {isCurrent && <span className={styles.current}>{t('current')}</span>}
        </p>
        <p className={styles.facts} title={format.dateTime(createdAt)}>
          {format.dateTime(createdAt)}
        </p>
        <p className={styles.facts}>{facts.join(' · ')}</p>
        {noting ? (
          <VersionNote
            note={note}
            label={t('note.label', { number })}
            onSave={(next) => versionActions.annotate(assetId, number, next)}
            onClose={() => setNoting(false)}
          />
        ) : (
          note !== '' && <p className={styles.note}>{note}</p>
        )}
      </div>
      <Menu
        align="end"
        trigger={
          <IconButton size="s" icon={Ellipsis} label={t('more', { number })} className={styles.menu} />
        }
        items={menuOf({ assetId, version, canChange, onNote: () => setNoting(true), onCompare: open, t })}
      />
    </li>
  );
}

function menuOf({
  assetId,
  version,
  canChange,
  onNote,
  onCompare,
  t,
}: VersionRowProps & {
  onNote: () => void;
  onCompare: () => void;
  t: ReturnType<typeof useTranslation<'versions'>>['t'];
}): MenuEntry[] {
  const { number, isCurrent, size } = version;
  const compare: MenuEntry[] = hasPicture(version)
    ? [
        {
          label: isCurrent ? t('menu.compareFormer') : t('menu.compareCurrent'),
          icon: Columns2,
          onSelect: onCompare,
        },
      ]
    : [];
  const taking: MenuEntry[] = [
    {
      label: t('menu.save'),
      icon: Download,
      onSelect: () => void versionActions.saveCopy(assetId, number),
    },
    {
      label: t('menu.saveBare'),
      icon: Eraser,
      onSelect: () => void versionActions.saveBareCopy(assetId, number),
    },
    { label: t('menu.copyLink'), icon: Link, onSelect: () => void versionActions.copyLink(assetId, number) },
  ];
  if (!canChange) return [...compare, ...taking];
  const restore: MenuEntry[] = isCurrent
    ? []
    : [
        {
          label: t('menu.restore'),
          icon: RotateCcw,
          onSelect: () => void versionActions.restore(assetId, number),
        },
      ];
  const remove: MenuEntry[] = isCurrent
    ? []
    : [
        'separator',
        {
          label: t('menu.remove'),
          icon: Trash2,
          danger: true,
          onSelect: () => void versionActions.remove(assetId, [number], version.isSameAsCurrent ? 0 : size),
        },
      ];
  return [
    ...compare,
    ...restore,
    'separator',
    ...taking,
    { label: t('menu.note'), icon: MessageSquareText, onSelect: onNote },
    ...remove,
  ];
}

/** Dropped on another program or a folder, the file itself arrives there. */
function dragOut(event: DragEvent, { mime, name, originalUrl }: AssetVersion): void {
  if (originalUrl === null) return;
  const plain = name.replaceAll(':', '-');
  event.dataTransfer.setData('DownloadURL', `${mime ?? 'application/octet-stream'}:${plain}:${originalUrl}`);
  event.dataTransfer.effectAllowed = 'copy';
}
