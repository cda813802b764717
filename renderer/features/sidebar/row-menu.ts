import type { TFunction } from 'i18next';
import {
  Archive,
  ArchiveRestore,
  FolderInput,
  FolderPlus,
  Palette,
  Pencil,
  Plus,
  Trash2,
} from 'lucide-react';
import type { MenuEntry } from '../../components/menu-items.tsx';
import { startWatching } from '../watch/watch-store.ts';
import { brandColors } from './brand-colors.ts';
import { archiveBrand, archiveProject, setBrandColor } from './catalog-actions.ts';
import type { Row } from './rows.ts';
import { useSidebar } from './sidebar-store.ts';

type SidebarT = TFunction<'sidebar'>;

/** The context menu of a row; `null` is the empty space of the sidebar. */
export function rowMenu(row: Row | null, t: SidebarT, emptyTrash: () => void): MenuEntry[] {
  const { edit } = useSidebar.getState();
  const newBrand: MenuEntry = {
    label: t('menu.newBrand'),
    icon: Plus,
    onSelect: () => edit({ kind: 'new-brand' }),
  };
  if (row === null) return [newBrand];
  const rename: MenuEntry = {
    label: t('menu.rename'),
    icon: Pencil,
    shortcut: 'F2',
    onSelect: () => edit({ kind: 'rename', key: row.key }),
  };
  switch (row.kind) {
    case 'brand':
      return [
        {
          label: t('menu.newProject'),
          icon: FolderPlus,
          onSelect: () => edit({ kind: 'new-project', brandId: row.brand.id }),
        },
        {
          label: t('menu.watch'),
          icon: FolderInput,
          onSelect: () => startWatching({ brandId: row.brand.id, projectId: null }),
        },
        'separator',
        rename,
        {
          label: t('menu.color'),
          icon: Palette,
          items: brandColors.map(({ name, hex }) => ({
            label: t(`color.${name}`),
            dot: hex,
            checked: row.brand.color.toLowerCase() === hex,
            onSelect: () => setBrandColor(row.brand, hex),
          })),
        },
        'separator',
        { label: t('menu.archive'), icon: Archive, onSelect: () => void archiveBrand(row.brand, true) },
      ];
    case 'project':
      return [
        rename,
        {
          label: t('menu.watch'),
          icon: FolderInput,
          onSelect: () => startWatching({ brandId: row.brand.id, projectId: row.project.id }),
        },
        { label: t('menu.archive'), icon: Archive, onSelect: () => void archiveProject(row.project, true) },
      ];
    case 'archived-brand':
      return [
        {
          label: t('menu.restore'),
          icon: ArchiveRestore,
          onSelect: () => void archiveBrand(row.brand, false),
        },
      ];
    case 'archived-project':
      return [
        {
          label: t('menu.restore'),
          icon: ArchiveRestore,
          onSelect: () => void archiveProject(row.project, false),
        },
      ];
    case 'unassigned':
      return [];
    case 'scope':
      if (row.scope.kind !== 'trash') return [newBrand];
      return [
        {
          label: t('menu.emptyTrash'),
          icon: Trash2,
          danger: true,
          disabled: row.count === 0,
          onSelect: emptyTrash,
        },
      ];
    case 'archive':
    case 'storage':
      return [];
  }
}
