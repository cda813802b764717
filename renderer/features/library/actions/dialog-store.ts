import type { AssetSummary } from '@shared/domain/asset.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import { create } from 'zustand';

/** A question about assets that needs a dialog of its own. */
export type AssetDialog =
  | { kind: 'rename'; asset: AssetSummary }
  | { kind: 'tags'; ids: readonly AssetId[] }
  | { kind: 'move'; ids: readonly AssetId[] };

interface AssetDialogState {
  dialog: AssetDialog | null;
  ask(dialog: AssetDialog): void;
  close(): void;
}

export const useAssetDialog = create<AssetDialogState>()((set) => ({
  dialog: null,
  ask: (dialog) => set({ dialog }),
  close: () => set({ dialog: null }),
}));
