import type { LibraryStatus } from '@shared/contract/library.ts';
import { i18n } from '../../app/i18n.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { toast } from '../../components/toast-store.ts';

const stateNow = () => queryClient.getQueryData<LibraryStatus>(queryKeys.libraryStatus())?.state;

/** Waits for a library that is opening, so that what was dropped meanwhile goes into it. False where none is open then. */
export async function whenOpen(): Promise<boolean> {
  if (stateNow() !== 'opening') return stateNow() === 'open';
  toast.info(i18n.t('uploads:drop.opening'), { description: i18n.t('uploads:drop.openingText') });
  const isOpen = await new Promise<boolean>((resolve) => {
    const stop = queryClient.getQueryCache().subscribe(() => {
      const state = stateNow();
      if (state === 'opening') return;
      stop();
      resolve(state === 'open');
    });
  });
  if (!isOpen) toast.error(i18n.t('uploads:drop.notOpened'));
  return isOpen;
}
