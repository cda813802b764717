import type { BrandId } from '@shared/domain/ids.ts';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** The name field that is open in the tree. */
type Editing =
  | { kind: 'new-brand' }
  | { kind: 'new-project'; brandId: BrandId }
  | { kind: 'rename'; key: string };

interface SidebarState {
  /** Keys whose fold differs from its default (brands open, archive closed). */
  toggled: readonly string[];
  editing: Editing | null;
  /** The row that takes the tab stop and the arrow keys. */
  focused: string | null;
  toggle(key: string): void;
  expand(key: string): void;
  edit(editing: Editing | null): void;
  setFocused(key: string | null): void;
}

export const useSidebar = create<SidebarState>()(
  persist(
    (set) => ({
      toggled: [],
      editing: null,
      focused: null,
      toggle: (key) =>
        set(({ toggled }) => ({
          toggled: toggled.includes(key) ? toggled.filter((other) => other !== key) : [...toggled, key],
        })),
      expand: (key) => set(({ toggled }) => ({ toggled: toggled.filter((other) => other !== key) })),
      edit: (editing) => set({ editing }),
      setFocused: (focused) => set({ focused }),
    }),
    { name: 'sidebar', partialize: ({ toggled }) => ({ toggled }) },
  ),
);
