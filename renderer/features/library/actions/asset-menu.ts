import { type AssetSummary, colorLabelSchema } from '@shared/domain/asset.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import type { i18n as I18n } from 'i18next';
import {
  Download,
  Eraser,
  Eye,
  FileUp,
  FolderInput,
  Link,
  Maximize2,
  Palette,
  Pencil,
  RotateCcw,
  RotateCw,
  ScanSearch,
  Star,
  Tag,
  Trash2,
} from 'lucide-react';
import { canChange } from '../../../app/access.ts';
import { useView } from '../../../app/view-store.ts';
import { labelColor, type MenuEntry } from '../../../components/index.ts';
import { versionActions } from '../../versions/version-actions.ts';
import { assetActions } from './asset-actions.ts';
import { useAssetDialog } from './dialog-store.ts';

export interface MenuSubject {
  readonly ids: readonly AssetId[];
  /** The asset under the pointer and its place in the list that is shown. */
  readonly asset: AssetSummary | undefined;
  readonly index: number;
  /** What the selection weighs, where all of it is loaded; bytes. */
  readonly bytes: number | null;
}

/** The context menu of assets; other views of assets use it too. What would change them is left out where it may not. */
export function assetMenu(subject: MenuSubject, i18n: I18n): MenuEntry[] {
  const ids = [...subject.ids];
  const { asset, index } = subject;
  if (asset === undefined || ids.length === 0) return [];
  const open = (mode: 'viewer' | 'quicklook'): void =>
    useView.getState().openViewer({ mode, assetId: asset.id, index });
  const t = i18n.getFixedT(null, ['library', 'common']);
  const viewing: MenuEntry[] = [
    { label: t('menu.open'), icon: Maximize2, shortcut: 'Enter', onSelect: () => open('viewer') },
    { label: t('menu.quickLook'), icon: Eye, shortcut: 'Space', onSelect: () => open('quicklook') },
  ];
  const single = ids.length === 1;
  const alike: MenuEntry[] =
    single && asset.deletedAt === null && (asset.type === 'image' || asset.thumbnailUrl !== null)
      ? [{ label: t('menu.similar'), icon: ScanSearch, onSelect: () => assetActions.findSimilar(asset) }]
      : [];
  const taking: MenuEntry[] = [
    { label: t('menu.saveCopies'), icon: Download, onSelect: () => void assetActions.saveCopies(ids) },
    {
      label: t('menu.saveBareCopies'),
      icon: Eraser,
      onSelect: () => void assetActions.saveBareCopies(ids),
    },
    { label: t('menu.copyLink'), icon: Link, onSelect: () => void assetActions.copyLinks(ids) },
  ];
  if (!canChange()) {
    return asset.deletedAt === null ? [...viewing, ...alike, 'separator', ...taking] : viewing;
  }
  if (asset.deletedAt !== null) {
    return [
      ...viewing,
      'separator',
      { label: t('menu.restore'), icon: RotateCcw, onSelect: () => void assetActions.restore(ids) },
      {
        label: t('menu.purge'),
        icon: Trash2,
        danger: true,
        onSelect: () => void assetActions.purge(ids, ids.length, subject.bytes),
      },
    ];
  }
  const { ask } = useAssetDialog.getState();
  return [
    ...viewing,
    ...alike,
    'separator',
    {
      label: t('common:rating.label'),
      icon: Star,
      items: [5, 4, 3, 2, 1, 0].map((rating) => ({
        label: rating === 0 ? t('menu.noRating') : '★'.repeat(rating),
        shortcut: String(rating),
        checked: single && asset.rating === rating,
        onSelect: () => void assetActions.rate(ids, rating),
      })),
    },
    {
      label: t('common:colorLabel.label'),
      icon: Palette,
      items: [
        ...colorLabelSchema.options.map((label, position) => ({
          label: t(`common:colorLabel.${label}`),
          dot: labelColor(label),
          ...(position < 4 && { shortcut: String(position + 6) }),
          onSelect: () => void assetActions.label(ids, label),
        })),
        'separator' as const,
        { label: t('common:colorLabel.none'), onSelect: () => void assetActions.label(ids, null) },
      ],
    },
    { label: t('menu.tags'), icon: Tag, shortcut: 'T', onSelect: () => ask({ kind: 'tags', ids }) },
    ...(single
      ? [
          {
            label: t('menu.rename'),
            icon: Pencil,
            shortcut: 'F2',
            onSelect: () => ask({ kind: 'rename', asset }),
          },
        ]
      : []),
    ...(single
      ? [
          {
            label: i18n.t('versions:menu.replace'),
            icon: FileUp,
            onSelect: () => void versionActions.choose(asset.id),
          },
        ]
      : []),
    { label: t('menu.move'), icon: FolderInput, onSelect: () => ask({ kind: 'move', ids }) },
    'separator',
    ...taking,
    ...(asset.rendition === 'failed'
      ? [{ label: t('menu.retry'), icon: RotateCw, onSelect: () => void assetActions.retryRenditions(ids) }]
      : []),
    'separator',
    {
      label: t('menu.trash'),
      icon: Trash2,
      danger: true,
      shortcut: 'Delete',
      onSelect: () => void assetActions.trash(ids),
    },
  ];
}
