import { brandIdSchema, projectIdSchema } from '@shared/domain/ids.ts';
import type { DropTarget } from './upload-target.ts';

/** Assets dragged out of the grid, as a JSON array of ids. */
export const assetDragType = 'application/x-sparklio-assets';

/** Puts a brand or project on an element as a place to drop. */
export function dropTargetProps(target: DropTarget): { 'data-brand'?: string; 'data-project'?: string } {
  return {
    ...(target.brandId !== null && { 'data-brand': target.brandId }),
    ...(target.projectId !== null && { 'data-project': target.projectId }),
  };
}

/** The place to drop that an event's element is in; null outside any. */
export function dropTargetAt(element: EventTarget | null): DropTarget | null {
  if (!(element instanceof Element)) return null;
  const place = element.closest<HTMLElement>('[data-brand]');
  const brandId = brandIdSchema.safeParse(place?.dataset.brand);
  const projectId = projectIdSchema.safeParse(place?.dataset.project);
  if (!brandId.success) return null;
  return { brandId: brandId.data, projectId: projectId.success ? projectId.data : null };
}

/** How many of the dropped items are folders; only known while the drop is handled. */
export function countFolders(items: DataTransferItemList): number {
  return [...items].filter((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory === true)
    .length;
}
