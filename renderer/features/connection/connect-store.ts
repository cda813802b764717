import type { Profile, ProfileDraft } from '@shared/domain/servers.ts';
import { create } from 'zustand';

/** What the connect page begins with. An imported draft holds no secrets; nothing here ever does. */
export type ConnectStart =
  | { kind: 'new' }
  | { kind: 'edit'; profile: Profile }
  | { kind: 'copy'; profile: Profile; name: string }
  | { kind: 'import'; draft: Omit<ProfileDraft, 'secrets'> };

interface ConnectPageState {
  /** Null: the page is closed. */
  start: ConnectStart | null;
  show(start: ConnectStart): void;
  hide(): void;
}

/** The page over the window on which a connection is made or changed. */
export const useConnectPage = create<ConnectPageState>()((set) => ({
  start: null,
  show: (start) => set({ start }),
  hide: () => set({ start: null }),
}));
