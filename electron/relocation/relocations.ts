import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { Relocation } from '../../shared/contract/relocation.ts';
import { oneLine } from '../../shared/domain/visible-text.ts';
import { AppError } from '../errors.ts';
import type { Publish } from '../ipc/publish.ts';
import { log } from '../log.ts';
import type { LibraryId } from '../settings/installation.ts';
import type { EndUse, LibraryEnd } from './end.ts';
import { closeEnds, type Ends } from './ends.ts';
import { consequence } from './failures.ts';
import { RelocationJournal } from './journal.ts';
import { MoveProgress } from './progress.ts';
import {
  forgetOthers,
  isEnded,
  journalFile,
  newRelocation,
  type RelocationRecord,
  readRecord,
  writeRecord,
} from './record.ts';

export interface RelocationsOptions {
  /** Of user data; holds the record and the journal of the last move. */
  readonly folder: string;
  readonly openEnd: (place: LibraryId, use: EndUse) => Promise<LibraryEnd>;
  /** Throws `not_found`. */
  readonly nameOf: (place: LibraryId) => string;
  /** Opens a library in the window. Rejects when it does not open. */
  readonly openLibrary: (place: LibraryId) => Promise<void>;
  readonly publish: Publish;
  /** Assets came to a library, which may be the open one. */
  readonly onArrived: (place: LibraryId) => void;
}

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

const tellMs = 500;
/** Problems that are shown; the report has all. */
const shownProblems = 100;

/** Moves of whole libraries from place to place: one at a time, the last one is remembered. */
export class Relocations {
  readonly #options: RelocationsOptions;
  #record: RelocationRecord | null;
  #running: Running | null = null;
  /** Starting, cancelling and the like come one after another. */
  #last: Promise<unknown> = Promise.resolve();
  #told = 0;
  #telling: NodeJS.Timeout | null = null;

  private constructor(options: RelocationsOptions, record: RelocationRecord | null) {
    this.#options = options;
    this.#record = record;
  }

  static async open(options: RelocationsOptions): Promise<Relocations> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const found = await readRecord(options.folder);
    if (found === null) return new Relocations(options, null);
    const { relocation, goesOn } = found;
    // What ran when the app ended waits until it is woken.
    const state =
      relocation.state === 'copying' || relocation.state === 'verifying' ? 'paused' : relocation.state;
    const rest = { ...relocation, state, bytesPerSecond: null, secondsLeft: null };
    return new Relocations(options, { relocation: rest, goesOn });
  }

  get current(): Relocation | null {
    return this.#record?.relocation ?? null;
  }

  /** After a start of the app: goes on with a move that nobody had paused. */
  wake(): void {
    if (this.#record === null || !this.#record.goesOn || isEnded(this.#record.relocation)) return;
    this.resume().catch((error: unknown) => log.error('going on with a move', error));
  }

  async preview(from: LibraryId, to: LibraryId): Promise<CallOutput<'relocation.preview'>> {
    const ends = await this.#openEnds(from, to);
    try {
      const { previewMove } = await import('./preview.ts');
      return await previewMove(ends.source, ends.destination);
    } finally {
      await closeEnds(ends);
    }
  }

  /** Errors: `busy` while a move between other places is unfinished, and those of opening both ends. */
  start(from: LibraryId, to: LibraryId): Promise<Relocation> {
    return this.#inTurn(async () => {
      const { current } = this;
      const isSame = current?.from === from && current.to === to;
      if (current !== null && !isEnded(current) && !isSame) {
        throw new AppError('busy', 'Another move is not finished', {
          from: current.fromName,
          to: current.toName,
        });
      }
      if (this.#running !== null && current !== null) return current;
      const [fromName, toName] = [this.#options.nameOf(from), this.#options.nameOf(to)];
      // Tells at once whether both can be reached.
      const ends = await this.#openEnds(from, to);
      try {
        if (current === null || isEnded(current)) {
          const relocation = newRelocation({ from, to, fromName, toName });
          await this.#keep({ relocation, goesOn: true });
          await forgetOthers(this.#options.folder, relocation.id);
        }
        return await this.#begin(ends);
      } catch (error) {
        await closeEnds(ends);
        throw error;
      }
    });
  }

  pause(): Promise<Relocation> {
    return this.#inTurn(async () => {
      const current = this.#require();
      if (isEnded(current) || current.state === 'failed') return current;
      await this.#stop();
      const stopped = this.#require();
      // It came to its end meanwhile.
      if (isEnded(stopped)) return stopped;
      return await this.#change({ state: 'paused', reason: null, ...atRest }, false);
    });
  }

  resume(): Promise<Relocation> {
    return this.#inTurn(async () => {
      const current = this.#require();
      return isEnded(current) || this.#running !== null ? current : await this.#begin(null);
    });
  }

  /** Errors: `not_found`; `service_unavailable` or `offline` when what was put there can't be removed now. */
  cancel(): Promise<Relocation> {
    return this.#inTurn(async () => {
      const current = this.#require();
      if (isEnded(current)) return current;
      await this.#stop();
      const stopped = this.#require();
      if (isEnded(stopped)) return stopped;
      await this.#change({ state: 'paused', reason: null, ...atRest }, false);
      const journal = await RelocationJournal.open(journalFile(this.#options.folder, current.id));
      try {
        if (journal.intents.size > 0) await this.#cleanUp(current.to, journal);
      } finally {
        await journal.close();
      }
      return await this.#change({ state: 'cancelled', finishedAt: new Date().toISOString() }, false);
    });
  }

  /** Errors: `not_found`, and those of the file system. */
  async saveReport(path: string): Promise<void> {
    const { writeReport } = await import('./report.ts');
    await writeReport(journalFile(this.#options.folder, this.#require().id), path);
  }

  /** Errors: `not_found`, `verify_failed`, `invalid_input` for another name, and those of opening both ends. */
  removeSource(confirm: string): Promise<{ freedBytes: number }> {
    return this.#inTurn(async () => {
      const { from, to, fromName, state, problemCount, id } = this.#require();
      if (from !== 'local') throw new AppError('not_found', 'Only the library of this computer is removed');
      if (state !== 'done' || problemCount > 0) throw new AppError('verify_failed', 'The move is not whole');
      if (oneLine(confirm) !== oneLine(fromName)) {
        throw new AppError('invalid_input', 'That is not its name', { field: 'confirm' });
      }
      const journal = await RelocationJournal.open(journalFile(this.#options.folder, id));
      const ends = await this.#openEnds(from, to).catch(async (error: unknown) => {
        await journal.close();
        throw error;
      });
      const abort = new AbortController();
      setMaxListeners(0, abort.signal);
      const openDestination = () => this.#options.openLibrary(to);
      const { removeSource } = await import('./remove-source.ts');
      const work = removeSource({ ends, journal, openDestination, signal: abort.signal });
      const ended = work.then(
        () => undefined,
        () => undefined,
      );
      this.#running = { abort, ended };
      try {
        return { freedBytes: await work };
      } finally {
        this.#running = null;
        await closeEnds(ends);
        await journal.close();
      }
    });
  }

  /** At the end of the app: stops, to go on at the next start. */
  async close(): Promise<void> {
    await this.#stop();
    await this.#last.catch(() => undefined);
    if (this.#telling !== null) clearTimeout(this.#telling);
  }

  #require(): Relocation {
    if (this.current === null) throw new AppError('not_found', 'There was no move');
    return this.current;
  }

  async #openEnds(from: LibraryId, to: LibraryId): Promise<Ends> {
    if (from === to) throw new AppError('invalid_input', 'Both places are the same', { field: 'to' });
    const source = await this.#options.openEnd(from, 'read');
    try {
      return { source, destination: await this.#options.openEnd(to, 'write') };
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  async #begin(opened: Ends | null): Promise<Relocation> {
    const { id, from, to } = this.#require();
    const [journal, { runThroughOutages }] = await Promise.all([
      RelocationJournal.open(journalFile(this.#options.folder, id)),
      // What a move works with brings much code, which a start of the app need not wait for.
      import('./run.ts'),
    ]);
    const progress = new MoveProgress();
    const abort = new AbortController();
    let first = opened;
    const show = (changes: Partial<Relocation> = {}): void =>
      this.#show({ ...figures(progress), ...told(journal), ...changes });
    const relocation = await this.#change({ state: 'copying', reason: null, finishedAt: null }, true);
    const run = runThroughOutages({
      openEnds: async () => {
        const ends = first ?? (await this.#openEnds(from, to));
        first = null;
        return ends;
      },
      journal,
      progress,
      signal: abort.signal,
      onState: (state, reason) => show({ state, reason }),
      onStep: () => this.#step(show, to),
    });
    const ended = run
      .then(
        async (reason) => {
          show();
          await this.#end(reason);
        },
        (error: unknown) => {
          show(atRest);
          if (!abort.signal.aborted) log.error('a move', error);
        },
      )
      .catch((error: unknown) => log.error('ending a move', error))
      .finally(async () => {
        await journal.close();
        this.#running = null;
        this.#options.onArrived(to);
      });
    this.#running = { abort, ended };
    return relocation;
  }

  async #end(reason: ErrorCode | null): Promise<void> {
    if (reason !== null) await this.#change({ state: 'failed', reason, ...atRest }, false);
    else
      await this.#change({ state: 'done', reason, finishedAt: new Date().toISOString(), ...atRest }, false);
  }

  async #stop(): Promise<void> {
    this.#running?.abort.abort(new AppError('cancelled', 'The move was stopped'));
    await this.#running?.ended;
  }

  /** A place that can't be reached any more at all keeps what is there. */
  async #cleanUp(place: LibraryId, journal: RelocationJournal): Promise<void> {
    let destination: LibraryEnd;
    try {
      destination = await this.#options.openEnd(place, 'write');
    } catch (error) {
      if (consequence(error).state === 'paused') throw error;
      log.warn('what a cancelled move put there stays', { message: String(error) });
      return;
    }
    const { removeUnfinished } = await import('./clean-up.ts');
    await removeUnfinished(destination, journal).finally(() => destination.close());
  }

  #step(show: () => void, to: LibraryId): void {
    if (this.#telling !== null) return;
    const wait = Math.max(0, this.#told + tellMs - performance.now());
    this.#telling = setTimeout(() => {
      this.#telling = null;
      this.#told = performance.now();
      if (this.#running === null) return;
      show();
      this.#options.onArrived(to);
    }, wait);
  }

  /** Shows changes that need not outlive the app. */
  #show(changes: Partial<Relocation>): void {
    if (this.#record === null) return;
    this.#record = { ...this.#record, relocation: { ...this.#record.relocation, ...changes } };
    this.#options.publish('relocation.changed', this.#record.relocation);
  }

  async #change(changes: Partial<Relocation>, goesOn: boolean): Promise<Relocation> {
    const relocation = { ...this.#require(), ...changes };
    await this.#keep({ relocation, goesOn });
    return relocation;
  }

  async #keep(record: RelocationRecord): Promise<void> {
    this.#record = record;
    await writeRecord(this.#options.folder, record);
    this.#options.publish('relocation.changed', record.relocation);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

const atRest = { bytesPerSecond: null, secondsLeft: null };

function figures(progress: MoveProgress): Partial<Relocation> {
  const { assets, assetsDone, assetsPresent, bytes, bytesDone, bytesPerSecond, secondsLeft } = progress;
  // Before it has counted anew it would seem to have lost everything.
  if (assets === 0) return {};
  return { assets, assetsDone, assetsPresent, bytes, bytesDone, bytesPerSecond, secondsLeft };
}

function told({ verified, problems }: RelocationJournal): Partial<Relocation> {
  const shown = [...problems].slice(0, shownProblems);
  return {
    verified,
    problemCount: problems.size,
    problems: shown.map(([assetId, { name, code }]) => ({ assetId, name, code })),
  };
}
