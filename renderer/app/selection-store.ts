import type { AssetId } from '@shared/domain/ids.ts';
import { create } from 'zustand';

interface SelectionState {
  ids: ReadonlySet<AssetId>;
  /** Where a shift-click or shift-arrow starts from: index in the present result. */
  anchor: number | null;
  /** The asset that arrow keys move from and the inspector shows. */
  focus: { id: AssetId; index: number } | null;
  select(ids: Iterable<AssetId>, focus: { id: AssetId; index: number } | null, anchor?: number | null): void;
  toggle(id: AssetId, index: number): void;
  clear(): void;
}

/** The selection in the middle pane; ids survive paging, sorting and refreshes. */
export const useSelection = create<SelectionState>()((set, get) => ({
  ids: new Set(),
  anchor: null,
  focus: null,
  select: (ids, focus, anchor) =>
    set({ ids: new Set(ids), focus, anchor: anchor === undefined ? (focus?.index ?? null) : anchor }),
  toggle: (id, index) => {
    const ids = new Set(get().ids);
    if (!ids.delete(id)) ids.add(id);
    set({ ids, focus: { id, index }, anchor: index });
  },
  clear: () => set({ ids: new Set(), anchor: null, focus: null }),
}));
