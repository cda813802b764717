import clsx from 'clsx';
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useCatalog } from '../../app/use-library.ts';
import { useView } from '../../app/view-store.ts';
import { IconButton } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { ContextMenu } from '../../components/menu.tsx';
import { isSameTarget, useDrop } from '../uploads/drop-store.ts';
import { targetName } from '../uploads/upload-target.ts';
import { moveAssets } from './catalog-actions.ts';
import { emptyTrash } from './empty-trash.ts';
import { NameField } from './name-field.tsx';
import { rowMenu } from './row-menu.ts';
import { brandKey, currentKey, foldOf, type Row, type SectionId, scopeOfRow, sidebarRows } from './rows.ts';
import styles from './sidebar.module.css';
import { rowTarget, SidebarRow, useRowName } from './sidebar-row.tsx';
import { SidebarSkeleton } from './sidebar-skeleton.tsx';
import { useSidebar } from './sidebar-store.ts';
import { useAssetDrop } from './use-asset-drop.ts';
import { useTreeKeys } from './use-tree-keys.ts';

const sections: readonly SectionId[] = ['library', 'brands', 'manage'];
const renamable: ReadonlySet<Row['kind']> = new Set(['brand', 'project']);

/** Places, brands and projects: a tree for each, which the arrow keys move through as one. */
export function Sidebar() {
  const { data, error, refetch } = useCatalog();
  if (data) return <SidebarTree />;
  return error ? <ErrorState error={error} onRetry={() => void refetch()} compact /> : <SidebarSkeleton />;
}

function SidebarTree() {
  const { t } = useTranslation('sidebar');
  const nameOf = useRowName();
  const { data: catalog } = useCatalog();
  const toggled = useSidebar((state) => state.toggled);
  const editing = useSidebar((state) => state.editing);
  const focused = useSidebar((state) => state.focused);
  const scope = useView((state) => state.scope);
  const main = useView((state) => state.main.kind);
  const filesOver = useDrop((state) => state.over);
  const filesDragged = useDrop((state) => state.dragging);
  const tree = useRef<HTMLDivElement>(null);
  const canChange = useCanChange();
  const [menuRow, setMenuRow] = useState<Row | null>(null);

  const rows = catalog ? sidebarRows(catalog, new Set(toggled)) : [];
  const current = main === 'usage' ? 'storage' : currentKey(scope, rows);
  const tabStop = rows.some((row) => row.key === focused) ? focused : (current ?? rows[0]?.key ?? null);
  const drop = useAssetDrop((ids, target) => moveAssets(ids, target, targetName(target, catalog) ?? ''));
  const over = filesOver ?? drop.over;

  const focusRow = (key: string): void =>
    tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  const lines = rows.map((row) => ({
    key: row.key,
    level: row.level,
    expanded: foldOf(row),
    text: nameOf(row),
  }));
  const onKeyDown = useTreeKeys(lines, focusRow);

  const choose = (row: Row): void => {
    const rowScope = scopeOfRow(row);
    if (rowScope) useView.getState().setScope(rowScope);
    else if (row.kind === 'storage') useView.getState().showUsage();
    else useSidebar.getState().toggle(row.key);
  };
  const closeField = (key: string | null): void => {
    useSidebar.getState().edit(null);
    if (key !== null) requestAnimationFrame(() => focusRow(key));
  };

  const renderRow = (row: Row) => {
    if (editing?.kind === 'rename' && editing.key === row.key) {
      return <RenameField key={row.key} row={row} name={nameOf(row)} onClose={() => closeField(row.key)} />;
    }
    const siblings = rows.filter((other) => other.section === row.section && other.level === row.level);
    const target = rowTarget(row);
    return (
      <SidebarRow
        key={row.key}
        row={row}
        name={nameOf(row)}
        current={row.key === current}
        dropping={over !== null && target !== null && isSameTarget(target, over)}
        tabStop={row.key === tabStop}
        position={{ index: siblings.indexOf(row), size: siblings.length }}
        onChoose={() => choose(row)}
        onRename={
          canChange && renamable.has(row.kind)
            ? () => useSidebar.getState().edit({ kind: 'rename', key: row.key })
            : null
        }
      />
    );
  };

  return (
    <ContextMenu items={() => (canChange ? rowMenu(menuRow, t, () => void emptyTrash()) : [])}>
      <div
        ref={tree}
        role="presentation"
        className={clsx(styles.sidebar, filesDragged && styles.ready)}
        onContextMenuCapture={(event) => {
          const element =
            event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null;
          setMenuRow(rows.find((row) => row.key === element?.dataset.key) ?? null);
        }}
        {...(canChange && drop.handlers)}
      >
        {sections.map((section) => (
          <section key={section} className={styles.section}>
            {section !== 'library' && (
              <div className={styles.heading}>
                {t(`section.${section}`)}
                {section === 'brands' && canChange && (
                  <IconButton
                    icon={Plus}
                    size="s"
                    label={t('menu.newBrand')}
                    onClick={() => useSidebar.getState().edit({ kind: 'new-brand' })}
                  />
                )}
              </div>
            )}
            {/* A tree holds nothing but its rows: the heading's button is not one. */}
            <div
              role="tree"
              tabIndex={-1}
              aria-label={t(section === 'library' ? 'label' : `section.${section}`)}
              onKeyDown={onKeyDown}
            >
              {rows
                .filter((row) => row.section === section)
                .map((row) => [
                  renderRow(row),
                  row.kind === 'brand' &&
                    editing?.kind === 'new-project' &&
                    editing.brandId === row.brand.id && (
                      <NewProjectField key="new-project" row={row} onClose={() => closeField(row.key)} />
                    ),
                ])}
            </div>
            {section === 'brands' && catalog?.brands.length === 0 && editing === null && (
              <p className={styles.empty}>{t(canChange ? 'noBrands' : 'noBrandsYet')}</p>
            )}
            {section === 'brands' && editing?.kind === 'new-brand' && (
              <NewBrandField onClose={() => closeField(null)} />
            )}
          </section>
        ))}
      </div>
    </ContextMenu>
  );
}

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: queryKeys.catalog() });

function RenameField({ row, name, onClose }: { row: Row; name: string; onClose: () => void }) {
  const { t } = useTranslation('sidebar');
  const save = async (next: string): Promise<void> => {
    if (row.kind === 'brand') await client.catalog.updateBrand({ id: row.brand.id, name: next });
    if (row.kind === 'project') await client.catalog.updateProject({ id: row.project.id, name: next });
    await refresh();
  };
  return (
    <div className={clsx(styles.row, row.level === 2 && styles.child)}>
      {row.kind === 'brand' && <span className={styles.dot} style={{ background: row.brand.color }} />}
      <NameField label={t('renameLabel', { name })} initial={name} onSave={save} onClose={onClose} />
    </div>
  );
}

function NewBrandField({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('sidebar');
  const save = async (name: string): Promise<void> => {
    const brand = await client.catalog.createBrand({ name });
    await refresh();
    useView.getState().setScope({ kind: 'brand', brandId: brand.id });
  };
  return (
    <div className={styles.row}>
      <NameField
        label={t('menu.newBrand')}
        placeholder={t('brandName')}
        initial=""
        onSave={save}
        onClose={onClose}
      />
    </div>
  );
}

function NewProjectField({ row, onClose }: { row: Extract<Row, { kind: 'brand' }>; onClose: () => void }) {
  const { t } = useTranslation('sidebar');
  const brandId = row.brand.id;
  const save = async (name: string): Promise<void> => {
    const project = await client.catalog.createProject({ brandId, name });
    useSidebar.getState().expand(brandKey(brandId));
    await refresh();
    useView.getState().setScope({ kind: 'project', brandId, projectId: project.id });
  };
  return (
    <div className={clsx(styles.row, styles.child)}>
      <NameField
        label={t('menu.newProject')}
        placeholder={t('projectName')}
        initial=""
        onSave={save}
        onClose={onClose}
      />
    </div>
  );
}
