import clsx from 'clsx';
import {
  Archive,
  ChevronRight,
  Clock,
  HardDrive,
  LayoutGrid,
  type LucideIcon,
  Tag,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/use-format.ts';
import { Icon } from '../../components/icon.tsx';
import { dropTargetProps } from '../uploads/drag-files.ts';
import type { DropTarget } from '../uploads/upload-target.ts';
import { foldOf, type Row } from './rows.ts';
import styles from './sidebar.module.css';
import { useSidebar } from './sidebar-store.ts';

const scopeIcons: Record<'all' | 'recent' | 'untagged' | 'trash', LucideIcon> = {
  all: LayoutGrid,
  recent: Clock,
  untagged: Tag,
  trash: Trash2,
};

/** What a row is called. */
export function useRowName(): (row: Row) => string {
  const { t } = useTranslation('sidebar');
  return (row) => {
    switch (row.kind) {
      case 'scope':
        return t(`scope.${row.scope.kind}`);
      case 'brand':
      case 'archived-brand':
        return row.brand.name;
      case 'project':
        return row.project.name;
      case 'archived-project':
        return `${row.brand.name} / ${row.project.name}`;
      case 'unassigned':
        return t('unassigned');
      case 'archive':
        return t('archive');
      case 'storage':
        return t('storage');
    }
  };
}

/** Where things dropped on a row go; null where nothing can be dropped. */
export function rowTarget(row: Row): DropTarget | null {
  if (row.kind === 'brand') return { brandId: row.brand.id, projectId: null };
  if (row.kind === 'unassigned') return { brandId: row.brand.id, projectId: null };
  if (row.kind === 'project') return { brandId: row.brand.id, projectId: row.project.id };
  return null;
}

function RowIcon({ row }: { row: Row }) {
  if (row.kind === 'scope') return <Icon icon={scopeIcons[row.scope.kind]} />;
  if (row.kind === 'storage') return <Icon icon={HardDrive} />;
  if (row.kind === 'archive') return <Icon icon={Archive} />;
  if (row.kind === 'brand' || row.kind === 'archived-brand') {
    return <span className={styles.dot} style={{ background: row.brand.color }} />;
  }
  return null;
}

function RowCount({ row }: { row: Row }) {
  const format = useFormat();
  const text = (): string => {
    switch (row.kind) {
      case 'storage':
        return format.bytes(row.bytes);
      case 'brand':
      case 'archived-brand':
        return format.number(row.brand.assetCount);
      case 'project':
      case 'archived-project':
        return format.number(row.project.assetCount);
      default:
        return format.number(row.count);
    }
  };
  return <span className={styles.count}>{text()}</span>;
}

export interface SidebarRowProps {
  row: Row;
  name: string;
  current: boolean;
  dropping: boolean;
  tabStop: boolean;
  position: { index: number; size: number };
  onChoose: () => void;
  onRename: (() => void) | null;
}

export function SidebarRow(props: SidebarRowProps) {
  const { row, name, current, dropping, tabStop, position, onChoose, onRename } = props;
  const fold = foldOf(row);
  const target = rowTarget(row);
  const quiet = row.kind === 'archived-brand' || row.kind === 'archived-project' || row.kind === 'archive';
  return (
    <div
      role="treeitem"
      id={`sidebar-${row.key}`}
      data-key={row.key}
      aria-level={row.level}
      aria-selected={current}
      aria-setsize={position.size}
      aria-posinset={position.index + 1}
      {...(fold !== null && { 'aria-expanded': fold })}
      {...(target && dropTargetProps(target))}
      tabIndex={tabStop ? 0 : -1}
      className={clsx(
        styles.row,
        row.level === 2 && styles.child,
        quiet && styles.quiet,
        current && styles.current,
        dropping && styles.dropping,
      )}
      onFocus={() => useSidebar.getState().setFocused(row.key)}
      onClick={onChoose}
      onDoubleClick={() => onRename?.()}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          onChoose();
        } else if (event.key === 'F2' && onRename) onRename();
      }}
    >
      <RowIcon row={row} />
      <span className={styles.label}>{name}</span>
      {fold !== null && (
        // A pointer's way to fold; keyboards use the arrow keys on the row.
        <span
          className={clsx(styles.fold, fold && styles.unfolded)}
          aria-hidden
          onPointerDown={(event) => event.stopPropagation()}
          onClick={(event) => {
            event.stopPropagation();
            useSidebar.getState().toggle(row.key);
          }}
        >
          <Icon icon={ChevronRight} size={14} />
        </span>
      )}
      <RowCount row={row} />
    </div>
  );
}
