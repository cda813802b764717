import { type DragEvent, useRef } from 'react';
import { useSelection } from '../../../app/selection-store.ts';
import { assetAt, type Shown } from '../data/result-source.ts';
import styles from './drag-stack.module.css';
import { placeOf } from './use-grid-pointer.ts';

/** Type of a drag of assets within the window; its data are their ids as a JSON array. */
export const assetDragType = 'application/x-sparklio-assets';

const mostPictures = 3;

/** The picture under the pointer while assets are dragged: a small stack with their number. */
function buildStack(pictures: readonly string[], count: number): HTMLElement {
  const stack = document.createElement('div');
  stack.className = styles.stack ?? '';
  for (const source of pictures.toReversed()) {
    const picture = document.createElement('img');
    picture.src = source;
    stack.append(picture);
  }
  if (pictures.length === 0) stack.append(document.createElement('span'));
  if (count > 1) {
    const badge = document.createElement('b');
    badge.textContent = String(count);
    stack.append(badge);
  }
  return stack;
}

/** Drags the selected assets, to be dropped on a brand or project of the sidebar. */
export function useGridDrag(shown: Shown) {
  const stack = useRef<HTMLElement | null>(null);
  return {
    onDragStart: (event: DragEvent<HTMLDivElement>): void => {
      const index = placeOf(event.target);
      const asset = index === null ? undefined : assetAt(shown, index);
      if (index === null || asset === undefined) return;
      const { ids } = useSelection.getState();
      const dragged = ids.has(asset.id) ? [...ids] : [asset.id];
      event.dataTransfer.setData(assetDragType, JSON.stringify(dragged));
      event.dataTransfer.effectAllowed = 'copyMove';
      // Pictures that are on screen already: the browser paints the stack at once or not at all.
      const cells = [event.target, ...event.currentTarget.querySelectorAll('[aria-selected="true"]')];
      const sources = cells.flatMap((cell) => {
        const picture = cell instanceof Element ? cell.querySelector('img[data-loaded]') : null;
        return picture instanceof HTMLImageElement ? [picture.src] : [];
      });
      stack.current = buildStack([...new Set(sources)].slice(0, mostPictures), dragged.length);
      document.body.append(stack.current);
      event.dataTransfer.setDragImage(stack.current, 24, 24);
    },
    onDragEnd: (): void => {
      stack.current?.remove();
      stack.current = null;
    },
  };
}
