import type { LibraryStatus } from '@shared/contract/library.ts';
import { useView } from './view-store.ts';

/** The library that this page has shown; null before any was open. */
let shown: string | null = null;

function keyOf(status: LibraryStatus): string | null {
  return status.state === 'open' ? (status.profileId ?? 'local') : null;
}

/** Whether a library is open now that is not the one of this page. */
export function showsAnother(status: LibraryStatus): boolean {
  const key = keyOf(status);
  return key !== null && shown !== null && key !== shown;
}

/** Takes the page to where the open library was left, before anything of it is asked for. Gives the status back. */
export function enterLibrary(status: LibraryStatus): LibraryStatus {
  const key = keyOf(status);
  if (key !== null) {
    shown = key;
    useView.getState().enterLibrary(key);
  }
  return status;
}
