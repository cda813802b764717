import type { MouseEvent, PointerEvent } from 'react';
import { useSelection } from '../../../app/selection-store.ts';
import { isMac } from '../../../app/shortcut.ts';
import { useView } from '../../../app/view-store.ts';
import { assetAt, type Shown } from '../data/result-source.ts';
import { clickIntent, type Modifiers } from '../selection/intent.ts';
import type { Select } from '../selection/use-select.ts';

/** Place of the asset under an event; null on free space and on uploads. */
export function placeOf(target: EventTarget | null): number | null {
  const cell = target instanceof Element ? target.closest('[data-asset]') : null;
  const index = cell instanceof HTMLElement ? Number(cell.dataset.index) : Number.NaN;
  return Number.isInteger(index) ? index : null;
}

export function modifiersOf(event: { shiftKey: boolean; metaKey: boolean; ctrlKey: boolean }): Modifiers {
  return { shift: event.shiftKey, mod: isMac ? event.metaKey : event.ctrlKey };
}

const onCheck = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-check]') !== null;

/** What the mouse does on the grid as a whole; cells have no listeners of their own. */
export function useGridPointer(shown: Shown, select: Select, beginMarquee: (event: PointerEvent) => void) {
  const isSelected = (index: number): boolean => {
    const asset = assetAt(shown, index);
    return asset !== undefined && useSelection.getState().ids.has(asset.id);
  };
  return {
    /** Selects on the way down, so that a drag takes along what it began on. */
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0) return;
      const index = placeOf(event.target);
      if (index === null) {
        // On the scroll bar a press is not one on the page.
        if (
          event.nativeEvent.offsetX < event.currentTarget.clientWidth ||
          event.target !== event.currentTarget
        ) {
          beginMarquee(event);
        }
        return;
      }
      const modifiers = modifiersOf(event);
      if (modifiers.mod || onCheck(event.target) || (!modifiers.shift && isSelected(index))) return;
      select.apply(clickIntent(index, modifiers, useSelection.getState().anchor));
    },
    onClick: (event: MouseEvent<HTMLDivElement>): void => {
      const index = placeOf(event.target);
      if (index === null) return;
      const modifiers = modifiersOf(event);
      const { anchor, ids } = useSelection.getState();
      if (onCheck(event.target) && !modifiers.shift) select.apply({ kind: 'toggle', index });
      else if (modifiers.mod) select.apply(clickIntent(index, modifiers, anchor));
      else if (!modifiers.shift && ids.size > 1) select.apply({ kind: 'only', index });
    },
    onDoubleClick: (event: MouseEvent<HTMLDivElement>): void => {
      const index = placeOf(event.target);
      const asset = index === null ? undefined : assetAt(shown, index);
      if (index === null || asset === undefined || onCheck(event.target)) return;
      useView.getState().openViewer({ mode: 'viewer', assetId: asset.id, index });
    },
    /** A menu is about the selection: what is not in it becomes it. */
    onContextMenu: (event: MouseEvent<HTMLDivElement>): void => {
      const index = placeOf(event.target);
      if (index === null) useSelection.setState({ ids: new Set() });
      else if (!isSelected(index)) select.apply({ kind: 'only', index });
    },
  };
}
