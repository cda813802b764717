import type { Brand, Project } from '@shared/domain/catalog.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import { client } from '../../app/client.ts';
import { runEdit, toastError } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { toast } from '../../components/toast-store.ts';
import type { DropTarget } from '../uploads/upload-target.ts';

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: queryKeys.catalog() });

async function attempt(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    await refresh();
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

export function setBrandColor(brand: Brand, color: string): void {
  void attempt(client.catalog.updateBrand({ id: brand.id, color }));
}

/** Archives a brand or takes it back, with an Undo button that does the opposite. */
export async function archiveBrand(brand: Brand, archived: boolean): Promise<void> {
  if (!(await attempt(client.catalog.updateBrand({ id: brand.id, archived })))) return;
  sayArchived(brand.name, archived, () => void archiveBrand(brand, !archived));
}

export async function archiveProject(project: Project, archived: boolean): Promise<void> {
  if (!(await attempt(client.catalog.updateProject({ id: project.id, archived })))) return;
  sayArchived(project.name, archived, () => void archiveProject(project, !archived));
}

function sayArchived(name: string, archived: boolean, undo: () => void): void {
  toast.success(i18n.t(archived ? 'sidebar:archived' : 'sidebar:restored', { name }), {
    action: { label: i18n.t('common:undo.action'), onSelect: undo },
  });
}

/** Moves assets that were dragged out of the grid. */
export function moveAssets(ids: readonly AssetId[], target: DropTarget, name: string): void {
  const { brandId, projectId } = target;
  if (brandId === null || ids.length === 0) return;
  void runEdit(client.assets.move({ ids: [...ids], brandId, projectId }), (count) =>
    i18n.t('sidebar:moved', { count, name }),
  );
}
