import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { DropTarget } from './upload-target.ts';

interface DropState {
  /** Files are over the window now. */
  dragging: boolean;
  /** The brand or project under the pointer in the sidebar; null: what the middle pane shows. */
  over: DropTarget | null;
  setDragging(dragging: boolean): void;
  setOver(over: DropTarget | null): void;
}

/** Where files that are being dragged would go. */
export const useDrop = create<DropState>()((set) => ({
  dragging: false,
  over: null,
  setDragging: (dragging) => set(dragging ? { dragging } : { dragging, over: null }),
  setOver: (over) => set({ over }),
}));

export const isSameTarget = (a: DropTarget | null, b: DropTarget | null): boolean =>
  a?.brandId === b?.brandId && a?.projectId === b?.projectId;

export type FolderChoice = 'projects' | 'together';

interface FolderState {
  /** What the person chose to do with folders from now on; null asks. */
  remembered: FolderChoice | null;
  /** Folders that wait for the choice. */
  pending: { files: File[]; folders: number; target: DropTarget } | null;
  ask(pending: NonNullable<FolderState['pending']>): void;
  close(): void;
  remember(choice: FolderChoice | null): void;
}

/** Whether dropped folders become projects. */
export const useFolderChoice = create<FolderState>()(
  persist(
    (set) => ({
      remembered: null,
      pending: null,
      ask: (pending) => set({ pending }),
      close: () => set({ pending: null }),
      remember: (remembered) => set({ remembered }),
    }),
    { name: 'folder-choice', partialize: ({ remembered }) => ({ remembered }) },
  ),
);
