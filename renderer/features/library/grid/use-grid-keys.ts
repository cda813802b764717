import { colorLabelSchema } from '@shared/domain/asset.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import { type KeyboardEvent, useRef } from 'react';
import { mayChange } from '../../../app/access.ts';
import { useSelection } from '../../../app/selection-store.ts';
import { isMac } from '../../../app/shortcut.ts';
import { useView } from '../../../app/view-store.ts';
import { assetActions } from '../actions/asset-actions.ts';
import { useAssetDialog } from '../actions/dialog-store.ts';
import { assetAt, loadedIndexOf, type Shown } from '../data/result-source.ts';
import { focusTags } from '../focus-requests.ts';
import type { GridLayout } from '../layout/grid-layout.ts';
import { type Move, moveKeys, offsetToShow, step } from '../layout/navigate.ts';
import { moveIntent } from '../selection/intent.ts';
import type { Select } from '../selection/use-select.ts';
import { modifiersOf } from './use-grid-pointer.ts';
import type { GridScroll } from './use-grid-scroll.ts';

export interface GridKeysInput {
  readonly shown: Shown;
  readonly layout: GridLayout;
  readonly lead: number;
  readonly viewHeight: number;
  readonly scroll: GridScroll;
  readonly select: Select;
}

/** Free px above and below the asset that keys moved to. */
const margin = 12;

/** What the keyboard does on the grid. */
export function useGridKeys({ shown, layout, lead, viewHeight, scroll, select }: GridKeysInput) {
  const aim = useRef<number | null>(null);

  const move = (event: KeyboardEvent, direction: Move): void => {
    const { focus, anchor } = useSelection.getState();
    const from = focus === null ? -1 : focus.index + lead;
    const next = step(layout, { index: from, aim: aim.current }, direction, viewHeight);
    aim.current = next.aim;
    const index = Math.max(0, next.index - lead);
    if (next.index < 0 || shown.outline.total === 0) return;
    scroll.scrollTo(offsetToShow(layout, index + lead, scroll.offset(), viewHeight, margin));
    const modifiers = modifiersOf(event);
    if (modifiers.mod && !modifiers.shift) {
      // Moves the focus alone; Ctrl+Space then selects.
      void select.idsOf(index, index).then(([id]) => {
        if (id !== undefined) useSelection.setState({ focus: { id, index } });
      });
      return;
    }
    select.apply(moveIntent(index, modifiers, anchor));
  };

  const open = (mode: 'viewer' | 'quicklook'): void => {
    const { focus, ids } = useSelection.getState();
    const [first] = ids;
    const id = focus !== null && (ids.size === 0 || ids.has(focus.id)) ? focus.id : first;
    if (id === undefined) return;
    const index = id === focus?.id ? focus.index : Math.max(0, loadedIndexOf(shown, id));
    useView.getState().openViewer({ mode, assetId: id, index });
  };

  /** After a removal the keys go on from the next asset that stays. */
  const focusBeyond = (removed: ReadonlySet<AssetId>): void => {
    const { focus } = useSelection.getState();
    if (focus === null) return;
    for (const direction of [1, -1]) {
      let index = focus.index;
      for (let tried = 0; tried <= removed.size; tried += 1) {
        const asset = assetAt(shown, index);
        if (asset === undefined) break;
        if (!removed.has(asset.id)) {
          useSelection.setState({ ids: new Set([asset.id]), focus: { id: asset.id, index }, anchor: index });
          return;
        }
        index += direction;
      }
    }
  };

  const remove = async (ids: AssetId[]): Promise<void> => {
    const removed = new Set(ids);
    const trashed = ids.some((id) => assetAt(shown, loadedIndexOf(shown, id))?.deletedAt != null);
    const inTrash = shown.query.scope.kind === 'trash' || trashed;
    const sizes = ids.map((id) => assetAt(shown, loadedIndexOf(shown, id))?.size);
    const bytes = sizes.reduce<number | null>(
      (sum, size) => (sum === null || size === undefined ? null : sum + size),
      0,
    );
    const done = inTrash ? await assetActions.purge(ids, ids.length, bytes) : await assetActions.trash(ids);
    if (done) focusBeyond(removed);
  };

  const single = (event: KeyboardEvent, ids: AssetId[]): boolean => {
    const inTrash = shown.query.scope.kind === 'trash';
    switch (event.key) {
      case 'Enter':
        open('viewer');
        return true;
      case ' ':
        open('quicklook');
        return true;
      case 'Escape':
        if (ids.length === 0) return false;
        select.apply({ kind: 'none' });
        return true;
      case 'Delete':
      case 'Backspace':
        void remove(ids);
        return true;
      case 'F2': {
        const [id] = ids;
        const asset = id === undefined ? undefined : assetAt(shown, loadedIndexOf(shown, id));
        if (ids.length === 1 && asset !== undefined && !inTrash && mayChange())
          useAssetDialog.getState().ask({ kind: 'rename', asset });
        return true;
      }
      default:
    }
    if (ids.length === 0 || inTrash) return false;
    if (event.code === 'KeyT') {
      if (mayChange() && !focusTags()) useAssetDialog.getState().ask({ kind: 'tags', ids });
      return true;
    }
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
    if (digit === undefined) return false;
    if (Number(digit) <= 5) void assetActions.rate(ids, Number(digit));
    else {
      const label = colorLabelSchema.options[Number(digit) - 6];
      const all = ids.every((id) => assetAt(shown, loadedIndexOf(shown, id))?.label === label);
      if (label !== undefined) void assetActions.label(ids, all ? null : label);
    }
    return true;
  };

  return (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.altKey || event.nativeEvent.isComposing) return;
    const modifiers = modifiersOf(event);
    const direction = moveKeys[event.key];
    const handled = ((): boolean => {
      if (direction !== undefined) {
        move(event, direction);
        return true;
      }
      aim.current = null;
      if (modifiers.mod && event.code === 'KeyA') {
        if (modifiers.shift) select.apply({ kind: 'none' });
        else select.all();
        return true;
      }
      if (modifiers.mod && event.key === ' ') {
        const { focus } = useSelection.getState();
        if (focus !== null) select.apply({ kind: 'toggle', index: focus.index });
        return true;
      }
      if (isMac && modifiers.mod && event.key === 'Backspace') {
        void remove([...useSelection.getState().ids]);
        return true;
      }
      if (modifiers.mod || event.ctrlKey || event.metaKey) return false;
      return single(event, [...useSelection.getState().ids]);
    })();
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
