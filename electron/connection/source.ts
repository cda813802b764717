import type { LibraryStatus } from '../../shared/contract/library.ts';
import type { LibraryId } from '../settings/installation.ts';
import type { OpenLibrary } from './compose.ts';

type OpenStatus = Extract<LibraryStatus, { state: 'open' }>;

/** What a session needs to know of a library. */
export interface Closable {
  close(): Promise<void>;
}

export interface OpenedLibrary<L extends Closable = OpenLibrary> {
  readonly library: L;
  readonly access: OpenStatus['access'];
}

/** A library that a session can open: the one on this computer, or one that servers hold. */
export interface LibrarySource<L extends Closable = OpenLibrary> {
  readonly id: LibraryId;
  readonly name: string;
  readonly environment: OpenStatus['environment'];
  /** @param onExit the library ended by itself and has to be opened anew */
  open(onExit: () => void): Promise<OpenedLibrary<L>>;
}
