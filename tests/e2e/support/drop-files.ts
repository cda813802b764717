import type { Locator, Page } from '@playwright/test';

export type DropTarget = Locator | { readonly x: number; readonly y: number };

async function pointOf(target: DropTarget): Promise<{ x: number; y: number }> {
  if ('x' in target) return target;
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error('The element to drop on is not shown.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/**
 * Drops files and folders on the window as the system's file manager would: the page gets `File`s that have real
 * paths, which a synthetic DataTransfer can't give.
 *
 * @param paths absolute
 * @param target where to drop, in CSS pixels of the window, or on the middle of an element
 * @param held the Alt key, while it is pressed
 */
export async function dropFiles(
  page: Page,
  paths: readonly string[],
  target: DropTarget,
  held?: 'Alt',
): Promise<void> {
  const { x, y } = await pointOf(target);
  const session = await page.context().newCDPSession(page);
  const COPY = 1;
  const data = { items: [], files: [...paths], dragOperationsMask: COPY };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data, modifiers: held === 'Alt' ? 1 : 0 });
  }
  await session.detach();
}
