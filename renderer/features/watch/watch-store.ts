import type { BrandId, ProjectId } from '@shared/domain/ids.ts';
import type { WatchChoice, WatchFolderId } from '@shared/domain/watch.ts';
import { create } from 'zustand';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useUi } from '../../app/ui-store.ts';

/** Where files of a folder go unless told otherwise; null: what the library shows first. */
export interface WatchTarget {
  brandId: BrandId | null;
  projectId: ProjectId | null;
}

/** What the section of the settings shows. */
type WatchPage =
  | { kind: 'list' }
  | { kind: 'add'; choice: WatchChoice; target: WatchTarget }
  | { kind: 'edit'; id: WatchFolderId }
  | { kind: 'files'; id: WatchFolderId };

interface WatchState {
  page: WatchPage;
  go(page: WatchPage): void;
}

export const useWatchPage = create<WatchState>()((set) => ({
  page: { kind: 'list' },
  go: (page) => set({ page }),
}));

/** Asks for a folder and shows what watching it would do; a closed dialog leaves everything as it is. */
export async function chooseToWatch(target: WatchTarget): Promise<void> {
  try {
    const { choice } = await client.watch.choose({});
    if (choice === null) return;
    useWatchPage.getState().go({ kind: 'add', choice, target });
    useUi.getState().show('watch');
  } catch (error) {
    toastError(error);
  }
}

/** The same, from a menu. */
export function startWatching(target: WatchTarget): void {
  void chooseToWatch(target);
}
