import type { AssetId } from '@shared/domain/ids.ts';
import { create } from 'zustand';

/** How two pictures are laid over or beside each other. */
export const compareModes = ['side', 'slider', 'onion', 'difference'] as const;
export type CompareMode = (typeof compareModes)[number];

interface CompareState {
  /** The asset whose versions are looked at; null when nothing is. */
  readonly assetId: AssetId | null;
  /** Numbers of the older one on the left and the newer one on the right; null chooses the former and the current one. */
  readonly left: number | null;
  readonly right: number | null;
  readonly mode: CompareMode;
  open(assetId: AssetId, left?: number | null, right?: number | null): void;
  choose(side: 'left' | 'right', number: number): void;
  swap(): void;
  setMode(mode: CompareMode): void;
  close(): void;
}

/** Which versions are compared. The way of comparing stays from one time to the next. */
export const useVersionCompare = create<CompareState>()((set) => ({
  assetId: null,
  left: null,
  right: null,
  mode: 'slider',
  open: (assetId, left = null, right = null) => set({ assetId, left, right }),
  choose: (side, number) => set({ [side]: number }),
  swap: () => set(({ left, right }) => ({ left: right, right: left })),
  setMode: (mode) => set({ mode }),
  close: () => set({ assetId: null, left: null, right: null }),
}));
