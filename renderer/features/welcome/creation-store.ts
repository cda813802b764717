import { create } from 'zustand';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';

interface CreationState {
  /** Which library is being made; null: none. */
  creating: 'empty' | 'sample' | null;
  error: unknown;
  create(kind: 'empty' | 'sample'): Promise<void>;
}

/** Making the library on this computer. Outlives the welcome screen, which stays until the library is open. */
export const useCreation = create<CreationState>()((set, get) => ({
  creating: null,
  error: null,
  create: async (kind) => {
    if (get().creating !== null) return;
    set({ creating: kind, error: null });
    try {
      const sample = kind === 'sample';
      // The sample brings its own brands; an empty library gets one to drop things on.
      const firstBrand = sample ? null : i18n.t('welcome:firstBrand');
      const status = await client.library.createLocal({ sample, firstBrand });
      queryClient.setQueryData(queryKeys.libraryStatus(), status);
    } catch (error) {
      const status = await client.library.status({}).catch(() => null);
      // The library may be there although its sample is not: then this screen is gone, and a toast says so.
      if (status?.state === 'open') toastError(error);
      else set({ error });
    } finally {
      set({ creating: null });
    }
  },
}));
