import type { LibraryStatus } from '@shared/contract/library.ts';
import { toast, useToasts } from '../components/toast-store.ts';
import { errorText } from './error-text.ts';
import { queryClient } from './query-client.ts';
import { queryKeys } from './query-keys.ts';
import { useLibraryStatus } from './use-library.ts';

/**
 * Whether the library that is open may be changed by this person. The main process decides by the rights of the role
 * and the key, and refuses changes itself; here is decided what the window offers.
 */
export function allowsChange(status: LibraryStatus | undefined): boolean {
  return status?.state !== 'open' || status.access === 'write';
}

/** For what is drawn: what changes something is left out where this is false. */
export function useCanChange(): boolean {
  return allowsChange(useLibraryStatus().status);
}

/** The same at this moment, for menus that are put together when they open. */
export function canChange(): boolean {
  return allowsChange(queryClient.getQueryData<LibraryStatus>(queryKeys.libraryStatus()));
}

/** For keys and commands, which can't be left out: says why not. Pressing on does not say it again. */
export function mayChange(): boolean {
  if (canChange()) return true;
  const { title, remedy } = errorText({ code: 'read_only' });
  const said = useToasts.getState().messages.some((message) => message.title === title);
  if (!said) toast.info(title, { description: remedy, duration: 8000 });
  return false;
}
