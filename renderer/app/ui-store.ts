import { create } from 'zustand';

/** Dialogs of the window; one at a time. */
type OpenDialog =
  | 'settings'
  | 'about'
  | 'connections'
  | 'embedding'
  | 'vector-index'
  | 'watch'
  | 'libraries'
  | 'relocation'
  | 'palette'
  | 'shortcuts'
  | 'failures';

interface UiState {
  dialog: OpenDialog | null;
  show(dialog: OpenDialog): void;
  hide(): void;
}

export const useUi = create<UiState>()((set) => ({
  dialog: null,
  show: (dialog) => set({ dialog }),
  hide: () => set({ dialog: null }),
}));
