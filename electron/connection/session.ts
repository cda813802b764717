import { setTimeout as delay } from 'node:timers/promises';
import type { LibraryStatus } from '../../shared/contract/library.ts';
import { AppError } from '../errors.ts';
import type { Publish } from '../ipc/publish.ts';
import { log } from '../log.ts';
import type { LibraryId } from '../settings/installation.ts';
import type { OpenLibrary } from './compose.ts';
import type { Closable, LibrarySource } from './source.ts';

export interface SessionOptions<L extends Closable = OpenLibrary> {
  /** The library with this id as it is now; throws `not_found`. */
  readonly source: (id: LibraryId) => LibrarySource<L>;
  /** What to open at start-up; null where nothing was made yet. */
  readonly first: () => Promise<LibraryId | null>;
  readonly publish: Publish;
  /** A library was opened. */
  readonly onOpened: (id: LibraryId) => void;
}

/** Crashes of the library's process within this time count together; more than `maxCrashes` of them and the person decides. */
const crashWindowMs = 60_000;
const maxCrashes = 3;
/** Another library is not kept waiting longer than this for one whose servers don't answer its goodbye. */
const closeLimitMs = 8000;

interface Opening {
  readonly id: LibraryId;
  readonly done: Promise<LibraryStatus>;
}

/** Which library is open, and the way from one to the next. One at a time; the last one asked for wins. */
export class LibrarySession<L extends Closable = OpenLibrary> {
  readonly #options: SessionOptions<L>;
  #status: LibraryStatus = { state: 'opening', name: null };
  #open: { source: LibrarySource<L>; library: L } | null = null;
  #opening: Opening | null = null;
  #turn: symbol | null = null;
  /** What was asked for last, whatever came of it. */
  #wanted: LibraryId | null = null;
  /** Opening and closing by library: the same one is never opened while it is still being closed. */
  readonly #busy = new Map<LibraryId, Promise<unknown>>();
  #crashes: number[] = [];
  #closing = false;
  /** What follows a crash, to its end. */
  #reopening: Promise<unknown> = Promise.resolve();

  constructor(options: SessionOptions<L>) {
    this.#options = options;
  }

  get status(): LibraryStatus {
    return this.#status;
  }

  /** The library that is open or being opened. */
  get current(): LibraryId | null {
    return this.#opening?.id ?? this.#open?.source.id ?? null;
  }

  /** The open library; throws `library_not_open`. */
  get library(): L {
    if (this.#open === null) throw new AppError('library_not_open', 'No library is open', {}, true);
    return this.#open.library;
  }

  /** At start-up: opens what was open last, or tells that nothing is there. */
  async start(): Promise<void> {
    const first = await this.#options.first();
    // The window may have asked for one meanwhile.
    if (this.#wanted !== null) return;
    if (first === null) this.#set({ state: 'none' });
    else await this.open(first);
  }

  /**
   * Opens a library in place of the present one. Any failure becomes the status `failed`. Calls for the library that
   * is being opened share its outcome. Throws `not_found`.
   */
  open(id: LibraryId): Promise<LibraryStatus> {
    if (this.#opening?.id === id) return this.#opening.done;
    if (this.#opening === null && this.#open?.source.id === id) return Promise.resolve(this.#status);
    return this.#begin(this.#options.source(id));
  }

  /** Closes the library that was asked for last and opens it again as it is set up now. */
  async reopen(): Promise<LibraryStatus> {
    const id = this.#wanted ?? (await this.#options.first());
    return id === null ? this.#status : this.#begin(this.#options.source(id));
  }

  /** The facts of the open library that a person sees changed, such as its name. */
  renamed(): void {
    const { source } = this.#open ?? {};
    if (source === undefined || this.#opening !== null || this.#status.state !== 'open') return;
    const { name, environment } = this.#options.source(source.id);
    this.#set({ ...this.#status, name, environment });
  }

  #begin(source: LibrarySource<L>): Promise<LibraryStatus> {
    const { id } = source;
    this.#wanted = id;
    const turn = Symbol(id);
    this.#turn = turn;
    const work = this.#switch(source, () => this.#turn === turn && !this.#closing);
    // Who asked for what was overtaken gets the outcome of what was asked for instead.
    const done = work.then((status) => status ?? this.#opening?.done ?? this.#status);
    this.#opening = { id, done };
    this.#hold(id, work);
    return done;
  }

  #hold(id: LibraryId, work: Promise<unknown>): void {
    const before = this.#busy.get(id);
    const all = Promise.allSettled([before, work]).then(() => {
      if (this.#busy.get(id) === all) this.#busy.delete(id);
    });
    this.#busy.set(id, all);
  }

  /**
   * @param isWanted false as soon as another library was asked for
   * @returns null when it was overtaken by that
   */
  async #switch(source: LibrarySource<L>, isWanted: () => boolean): Promise<LibraryStatus | null> {
    const busy = this.#busy.get(source.id);
    this.#set(openingOf(source));
    const old = this.#open;
    this.#open = null;
    if (old !== null) this.#hold(old.source.id, this.#closeLibrary(old.library));
    const closing = old === null ? undefined : this.#busy.get(old.source.id);
    if (closing !== undefined) await Promise.race([closing, delay(closeLimitMs, undefined, { ref: false })]);
    await Promise.all([busy, old?.source.id === source.id ? closing : undefined]);
    if (!isWanted()) return null;
    const started = performance.now();
    let status: LibraryStatus;
    let opened: L | null = null;
    try {
      const { library, access } = await source.open(() => this.#ended(source));
      opened = library;
      log.info('library open', { ms: Math.round(performance.now() - started) });
      const { id, name, environment } = source;
      const place =
        id === 'local'
          ? ({ kind: 'local', profileId: null } as const)
          : ({ kind: 'servers', profileId: id } as const);
      status = { state: 'open', ...place, name, environment, access };
    } catch (error) {
      log.error('opening the library failed', error);
      status = failed(source, error);
    }
    if (!isWanted()) {
      if (opened !== null) await this.#closeLibrary(opened);
      return null;
    }
    this.#opening = null;
    if (opened !== null) {
      this.#open = { source, library: opened };
      this.#options.onOpened(source.id);
    }
    this.#set(status);
    return status;
  }

  async #closeLibrary(library: Closable): Promise<void> {
    await library.close().catch((error: unknown) => log.error('closing the library', error));
  }

  #ended(source: LibrarySource<L>): void {
    if (this.#closing || this.#open?.source !== source) return;
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindowMs), now];
    log.warn('the library ended by itself', { crashes: this.#crashes.length });
    this.#reopening = this.#recover(source);
  }

  async #recover(source: LibrarySource<L>): Promise<void> {
    const old = this.#open;
    this.#open = null;
    this.#set(openingOf(source));
    if (old !== null) {
      const closed = this.#closeLibrary(old.library);
      this.#hold(source.id, closed);
      await closed;
    }
    const another = () => this.#closing || this.#opening !== null;
    if (another()) return;
    if (this.#crashes.length > maxCrashes) {
      this.#set(failed(source, new AppError('service_unavailable', 'The library keeps ending', {}, true)));
      return;
    }
    await delay(300);
    if (!another()) await this.open(source.id);
  }

  /** Closes what is open, at the end of the app. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled([this.#opening?.done, this.#reopening]);
    const old = this.#open;
    this.#open = null;
    if (old !== null) await old.library.close();
    await Promise.allSettled(this.#busy.values());
  }

  #set(status: LibraryStatus): void {
    this.#status = status;
    this.#options.publish('library.statusChanged', status);
  }
}

function failed(source: { readonly id: LibraryId }, error: unknown): LibraryStatus {
  const known =
    error instanceof AppError
      ? error
      : new AppError('internal', 'The library could not be opened', {}, true, error);
  return {
    state: 'failed',
    profileId: source.id === 'local' ? null : source.id,
    error: known.toCallError(),
  };
}

/** Only servers have a name that a person gave. */
function openingOf({
  name,
  environment,
}: {
  readonly name: string;
  readonly environment: LibrarySource<Closable>['environment'];
}): LibraryStatus {
  return { state: 'opening', name: environment === 'local' ? null : name };
}
