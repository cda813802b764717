import { useSelection } from '@renderer/app/selection-store.ts';
import { useView } from '@renderer/app/view-store.ts';
import { assetActions } from '@renderer/features/library/actions/asset-actions.ts';
import { modifiersOf, placeOf } from '@renderer/features/library/grid/use-grid-pointer.ts';
import type { GridLayout } from '@renderer/features/library/layout/grid-layout.ts';
import { rectOfItem } from '@renderer/features/library/layout/locate.ts';
import { moveKeys, step } from '@renderer/features/library/layout/navigate.ts';
import {
  clickIntent,
  moveIntent,
  neededRange,
  type SelectionIntent,
  select,
} from '@renderer/features/library/selection/intent.ts';
import type { AssetSummary } from '@shared/domain/asset.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, type RefObject, useRef } from 'react';

/** Selecting, opening and rating results by mouse and keyboard, with the keys of the library's grid. */
export function useResultSelection(
  assets: readonly AssetSummary[],
  layout: GridLayout,
  grid: RefObject<HTMLElement | null>,
) {
  const aim = useRef<number | null>(null);

  const apply = (intent: SelectionIntent): void => {
    const range = neededRange(intent);
    const ids = range === null ? [] : assets.slice(range.from, range.to + 1).map(({ id }) => id);
    useSelection.setState(select(useSelection.getState(), intent, ids));
  };
  const focusedIndex = (): number => {
    const { focus } = useSelection.getState();
    return focus === null ? -1 : assets.findIndex(({ id }) => id === focus.id);
  };
  const chosen = (): { asset: AssetSummary | undefined; index: number; ids: AssetId[] } => {
    const { ids } = useSelection.getState();
    const index = focusedIndex();
    return {
      asset: assets[index],
      index,
      ids: assets.filter(({ id }) => ids.has(id)).map(({ id }) => id),
    };
  };
  const reveal = (index: number): void => {
    const rect = rectOfItem(layout, index);
    const element = grid.current;
    if (rect === null || element === null) return;
    if (rect.top - 12 < element.scrollTop) element.scrollTop = rect.top - 12;
    else if (rect.bottom + 12 > element.scrollTop + element.clientHeight)
      element.scrollTop = rect.bottom + 12 - element.clientHeight;
  };
  const open = (mode: 'viewer' | 'quicklook'): boolean => {
    const { asset, index } = chosen();
    if (asset === undefined) return false;
    useView.getState().openViewer({ mode, assetId: asset.id, index });
    return true;
  };

  const onKey = (event: KeyboardEvent): boolean => {
    const move = moveKeys[event.key];
    const modifiers = modifiersOf(event);
    if (move !== undefined) {
      const next = step(
        layout,
        { index: focusedIndex(), aim: aim.current },
        move,
        grid.current?.clientHeight ?? 0,
      );
      aim.current = next.aim;
      if (next.index < 0) return false;
      apply(moveIntent(next.index, modifiers, useSelection.getState().anchor));
      reveal(next.index);
      return true;
    }
    if (modifiers.mod && event.code === 'KeyA') {
      apply({ kind: 'range', anchor: 0, index: assets.length - 1, keep: false });
      return true;
    }
    if (modifiers.mod) return false;
    if (event.key === 'Enter') return open('viewer');
    if (event.key === ' ') return open('quicklook');
    const { ids } = chosen();
    if (ids.length === 0) return false;
    if (event.key === 'Delete' || event.key === 'Backspace') {
      void assetActions.trash(ids);
      return true;
    }
    if (/^[0-5]$/.test(event.key)) {
      void assetActions.rate(ids, Number(event.key));
      return true;
    }
    return false;
  };

  return {
    chosen,
    onKeyDown: (event: KeyboardEvent): void => {
      if (event.target !== event.currentTarget || event.altKey || !onKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onPointerDown: (event: PointerEvent): void => {
      const index = placeOf(event.target);
      aim.current = null;
      if (index === null) {
        if (event.button === 0) apply({ kind: 'none' });
        return;
      }
      const asset = assets[index];
      const selected = asset !== undefined && useSelection.getState().ids.has(asset.id);
      // A menu is about the selection: what is not in it becomes it.
      if (event.button === 2 && selected) return;
      apply(
        event.button === 2
          ? { kind: 'only', index }
          : clickIntent(index, modifiersOf(event), useSelection.getState().anchor),
      );
    },
    onDoubleClick: (event: MouseEvent): void => {
      if (placeOf(event.target) !== null) open('viewer');
    },
  };
}
