import { log } from '../log.ts';
import type { LibraryEnd } from './end.ts';

/** Both sides of a move, open. */
export interface Ends {
  readonly source: LibraryEnd;
  readonly destination: LibraryEnd;
}

export async function closeEnds({ source, destination }: Ends): Promise<void> {
  for (const result of await Promise.allSettled([source.close(), destination.close()])) {
    if (result.status === 'rejected')
      log.warn('closing an end of a move', { message: String(result.reason) });
  }
}
