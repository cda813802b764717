import type { LibraryPlace } from '@shared/contract/relocation.ts';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { useUi } from '../../app/ui-store.ts';

interface RelocationUi {
  /** What the wizard begins with; null: what is known of the last move is shown. */
  start: { from: LibraryPlace; to: LibraryPlace | null } | null;
  /** The finished move that the person has seen the end of. */
  seen: string | null;
}

/** What is only on screen of moves. What they do comes from the main process. */
export const useRelocationUi = create<RelocationUi>()(
  persist(() => ({ start: null, seen: null }) as RelocationUi, {
    name: 'relocation',
    partialize: ({ seen }) => ({ seen }),
  }),
);

/** Opens the wizard. A move that is under way is shown instead. */
export function showRelocation(start: RelocationUi['start'] = null): void {
  useRelocationUi.setState({ start });
  useUi.getState().show('relocation');
}
