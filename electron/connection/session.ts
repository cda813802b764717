import { setTimeout as delay } from 'node:timers/promises';
import type { LibraryStatus } from '../../shared/contract/library.ts';
import { AppError } from '../errors.ts';
import type { Publish } from '../ipc/publish.ts';
import { log } from '../log.ts';
import type { OpenLibrary } from './compose.ts';

export interface SessionOptions {
  /** Opens the library on this computer, making it when there is none. `onExit`: its process ended by itself. */
  readonly open: (onExit: () => void) => Promise<OpenLibrary>;
  readonly exists: () => Promise<boolean>;
  readonly publish: Publish;
  /** Name of the library as the window shows it. */
  readonly name: () => string;
}

/** Crashes of the library's process within this time count together; more than `maxCrashes` of them and the person decides. */
const crashWindowMs = 60_000;
const maxCrashes = 3;

/** Which library is open, and the way from one state to the next. */
export class LibrarySession {
  readonly #options: SessionOptions;
  #status: LibraryStatus = { state: 'opening', name: null };
  #library: OpenLibrary | null = null;
  #opening: Promise<LibraryStatus> | null = null;
  #crashes: number[] = [];
  #closing = false;
  /** What follows a crash, to its end. */
  #reopening: Promise<void> | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get status(): LibraryStatus {
    return this.#status;
  }

  /** The open library; throws `library_not_open`. */
  get library(): OpenLibrary {
    if (this.#library === null) throw new AppError('library_not_open', 'No library is open', {}, true);
    return this.#library;
  }

  /** At start-up: opens what is there, or tells that nothing is. */
  async start(): Promise<void> {
    if (await this.#options.exists()) await this.open();
    else this.#set({ state: 'none' });
  }

  /** Opens the library. Any failure becomes the status `failed`. Calls while it opens share its outcome. */
  open(): Promise<LibraryStatus> {
    if (this.#library !== null) return Promise.resolve(this.#status);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<LibraryStatus> {
    this.#set({ state: 'opening', name: null });
    const started = performance.now();
    try {
      this.#library = await this.#options.open(() => {
        this.#reopening = this.#crashed();
      });
      log.info('library open', { ms: Math.round(performance.now() - started) });
      this.#set({
        state: 'open',
        kind: 'local',
        profileId: null,
        name: this.#options.name(),
        environment: 'local',
        access: 'write',
      });
    } catch (error) {
      log.error('opening the library failed', error);
      this.#set({ state: 'failed', profileId: null, error: asAppError(error).toCallError() });
    }
    return this.#status;
  }

  async #crashed(): Promise<void> {
    if (this.#closing) return;
    const library = this.#library;
    this.#library = null;
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindowMs), now];
    log.warn('the local library ended by itself', { crashes: this.#crashes.length });
    this.#set({ state: 'opening', name: null });
    await library?.close().catch((error: unknown) => log.error('closing after a crash', error));
    if (this.#crashes.length > maxCrashes) {
      const error = new AppError('service_unavailable', 'The library keeps ending', {}, true);
      this.#set({ state: 'failed', profileId: null, error: error.toCallError() });
      return;
    }
    await delay(300);
    if (!this.#closing) await this.open();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([this.#opening, this.#reopening]);
    await this.#library?.close();
    this.#library = null;
  }

  #set(status: LibraryStatus): void {
    this.#status = status;
    this.#options.publish('library.statusChanged', status);
  }
}

function asAppError(error: unknown): AppError {
  return error instanceof AppError
    ? error
    : new AppError('internal', 'The library could not be opened', {}, true, error);
}
