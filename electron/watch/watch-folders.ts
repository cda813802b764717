import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import {
  type WatchChoice,
  type WatchFolder,
  type WatchFolderId,
  type WatchProblem,
  watchFolderIdSchema,
} from '../../shared/domain/watch.ts';
import type { Availability } from '../connection/health/availability.ts';
import { untilBack } from '../connection/health/availability.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { uploadError } from '../ingest/upload.ts';
import type { Publish } from '../ipc/publish.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import { insertFolder, takeOver } from './adopt-folder.ts';
import { type FolderRow, toFolderRow } from './folder-row.ts';
import type { Holds } from './holds.ts';
import type { PlacesOf } from './intake.ts';
import { blank, type Entry, type Lasting } from './ledger.ts';
import { identify, isThe, mark, marksOf, unmark } from './marker.ts';
import { problemOf, realFolder, realOrSame } from './place.ts';
import { usualTiming, type WatchTiming } from './timing.ts';
import { walk } from './walk.ts';
import { WatchedFolder } from './watched-folder.ts';

/** What watching takes of the computer that the app runs on. */
export interface WatchHost {
  /** Puts a file into the system's trash; where there is none for its drive, removes it. */
  readonly trash: (path: string) => Promise<void>;
  /** Folders of the app's own, which are never watched. */
  readonly ownFolders: readonly string[];
  readonly timing?: Partial<WatchTiming>;
  /** Milliseconds of a clock that only goes forward; the process's own unless told. */
  readonly clock?: () => number;
}

interface WatchParts {
  readonly db: SparklioDb;
  readonly host: WatchHost;
  readonly ingest: Pick<Ingest, 'take'>;
  readonly placesOf: PlacesOf;
  readonly holds: Holds;
  readonly hash: (path: string, signal: AbortSignal) => Promise<{ sha256: string }>;
  readonly availability: Availability;
  readonly canWrite: boolean;
  readonly publish: Publish;
  /** Null where the library is this computer's alone. */
  readonly desktopId: string | null;
}

interface Choice {
  readonly path: string;
  readonly known: WatchFolderId | null;
}

/** Events at most so often. */
const eventMs = 300;
/** A choice that nobody adds is forgotten when so many others were made. */
const choicesKept = 10;
/** Counting a chosen folder ends here. */
const countLimit = 20_000;
const countLimitMs = 4_000;

/** The folders of this desktop that the open library watches. */
export class WatchFolders {
  readonly #parts: WatchParts;
  readonly #timing: WatchTiming;
  readonly #closing = new AbortController();
  readonly #folders = new Map<WatchFolderId, WatchedFolder>();
  readonly #choices = new Map<string, Choice>();
  #eventTimer: NodeJS.Timeout | undefined;
  /** Until it is known which folders are watched. */
  #started: Promise<void> = Promise.resolve();

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#timing = { ...usualTiming, ...parts.host.timing };
  }

  /** Reads which folders are watched and begins to. A library that can only be read watches none. */
  start(): Promise<void> {
    if (this.#parts.canWrite) this.#started = this.#begin();
    return this.#started;
  }

  async #begin(): Promise<void> {
    const { desktopId } = this.#parts;
    const rows = await this.#lasting((db) =>
      db
        .selectFrom('sparklio.watch_folders')
        .selectAll()
        .where('desktop_id', desktopId === null ? 'is' : '=', desktopId)
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
    );
    if (this.#closing.signal.aborted) return;
    for (const row of rows) this.#watch(toFolderRow(row));
  }

  #lasting: Lasting = (work) =>
    untilBack(this.#parts.availability, this.#closing.signal, () => work(this.#parts.db));

  #watch(row: FolderRow): WatchedFolder {
    const { ingest, placesOf, holds, hash, host, availability } = this.#parts;
    const folder = new WatchedFolder(row, {
      ingest,
      placesOf,
      holds,
      hash,
      lasting: this.#lasting,
      trash: host.trash,
      timing: this.#timing,
      clock: host.clock ?? (() => performance.now()),
      isOffline: () => availability.isOffline,
      onChange: () => this.changed(),
    });
    this.#folders.set(row.id, folder);
    folder.start();
    this.changed();
    return folder;
  }

  list(): WatchFolder[] {
    return [...this.#folders.values()].map(({ view }) => view);
  }

  /** Tells the window how things are, soon. */
  changed(): void {
    if (this.#closing.signal.aborted) return;
    this.#eventTimer ??= setTimeout(() => {
      this.#eventTimer = undefined;
      this.#parts.publish('watch.changed', { folders: this.list() });
    }, eventMs);
  }

  /** The computer woke up, or the network is another: everything is looked at anew. */
  wake(): void {
    for (const folder of this.#folders.values()) folder.look();
  }

  /** Looks at a folder that a person chose, before it is added. Throws `read_only`. */
  async inspect(chosen: string): Promise<WatchChoice> {
    this.#assertWritable();
    await this.#once(() => this.#started);
    const real = await realFolder(chosen);
    const path = 'path' in real ? real.path : chosen;
    const name = basename(path).normalize('NFC') || path;
    const { problem, known } = 'path' in real ? await this.#judge(path) : { ...real, known: null };
    const id = randomUUID();
    const choice = { id, path, name, problem, known: known !== null };
    if (problem !== null) return { ...choice, files: 0, bytes: 0, more: false };
    this.#choices.set(id, { path, known });
    const [oldest] = this.#choices.keys();
    if (this.#choices.size > choicesKept && oldest !== undefined) this.#choices.delete(oldest);
    return { ...choice, ...(await countFiles(path, this.#closing.signal)) };
  }

  async #judge(
    path: string,
    except: WatchFolderId | null = null,
  ): Promise<{ problem: WatchProblem | null; known: WatchFolderId | null }> {
    const others = [...this.#folders.values()].filter(({ row }) => row.id !== except);
    const watched = await Promise.all(
      others.map(async ({ view }) => ({ name: view.name, path: await realOrSame(view.path) })),
    );
    const own = await Promise.all(this.#parts.host.ownFolders.map(realOrSame));
    const problem = problemOf(path, watched, own);
    if (problem !== null) return { problem, known: null };
    const marks = await marksOf(path).catch(() => null);
    if (marks === null) return { problem: { kind: 'unreadable' }, known: null };
    const taken = await this.#once((db) => takeOver(db, marks, this.#parts.desktopId));
    // The folder was copied with its marker, and the one that it was copied from is watched.
    const known = taken.known !== null && this.#folders.has(taken.known) ? null : taken.known;
    return { problem: taken.isElsewhere ? { kind: 'watched_elsewhere' } : null, known };
  }

  async add({ choiceId, rule, existing }: CallParsed<'watch.add'>): Promise<CallOutput<'watch.add'>> {
    this.#assertWritable();
    const choice = this.#choices.get(choiceId);
    if (choice === undefined) throw new AppError('not_found', 'The folder has to be chosen again');
    const { path } = choice;
    const { problem, known } = await this.#judge(path);
    if (problem !== null) throw new AppError('unsupported', 'The folder can not be watched', problem);
    const identity = await identify(path);
    if (identity === null) throw new AppError('not_found', 'The folder is not there');
    await this.#once(() => this.#parts.placesOf(rule));
    const present = existing === 'skip' ? await this.#present(path) : [];
    const id = known ?? watchFolderIdSchema.parse(randomUUID());
    const marked = await mark(path, id);
    step('watch.marked');
    const row: FolderRow = { id, path, identity, marked, rule, paused: false };
    await this.#once((db) => insertFolder(db, { row, desktopId: this.#parts.desktopId, present }));
    this.#choices.delete(choiceId);
    return { folder: this.#watch(row).view };
  }

  /** What is in a folder now, to be left alone. */
  async #present(path: string): Promise<Entry[]> {
    const updatedAt = new Date();
    const present: Entry[] = [];
    for await (const found of walk(path, null, this.#closing.signal)) {
      if ('unread' in found) continue;
      present.push({ ...blank, path: found.path, ...found.seen, state: 'known', updatedAt });
    }
    return present;
  }

  async update({ id, rule }: CallParsed<'watch.update'>): Promise<CallOutput<'watch.update'>> {
    const folder = this.#writable(id);
    await this.#once(() => this.#parts.placesOf(rule));
    await folder.update(rule);
    return { folder: folder.view };
  }

  async pause({ id, paused }: CallParsed<'watch.pause'>): Promise<CallOutput<'watch.pause'>> {
    const folder = this.#writable(id);
    if (folder.row.paused !== paused) await folder.pause(paused);
    return { folder: folder.view };
  }

  /** Goes on with a folder at another path. What was taken from it is known there, file by file. */
  async locate(id: WatchFolderId, chosen: string): Promise<CallOutput<'watch.locate'>> {
    const folder = this.#writable(id);
    const real = await realFolder(chosen);
    if (!('path' in real)) return { folder: null, problem: real.problem };
    const isIt = await isThe(folder.row, real.path);
    const { problem } = await this.#judge(real.path, id);
    if (problem !== null && !(isIt && problem.kind === 'watched_elsewhere')) return { folder: null, problem };
    await folder.locate(real.path);
    return { folder: folder.view, problem: null };
  }

  look(id: WatchFolderId): void {
    this.#find(id).lookAgain();
  }

  files({ id, show, limit }: CallParsed<'watch.files'>): CallOutput<'watch.files'> {
    return this.#find(id).ledger?.list(show, limit) ?? { files: [], total: 0 };
  }

  /** Where a folder is, to be shown. Throws `not_found`, and `file_missing` when it is not there. */
  async pathOf(id: WatchFolderId): Promise<string> {
    const { path } = this.#find(id).row;
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isDirectory()) throw new AppError('file_missing', 'The folder is not there');
    return path;
  }

  async remove(id: WatchFolderId): Promise<void> {
    const folder = this.#writable(id);
    await this.#once((db) => db.deleteFrom('sparklio.watch_folders').where('id', '=', id).execute());
    this.#folders.delete(id);
    this.changed();
    await folder.close();
    await unmark(folder.row.path, id);
  }

  /** Until nothing is being looked at; for tests. */
  async idle(): Promise<void> {
    await Promise.all([...this.#folders.values()].map((folder) => folder.idle()));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#eventTimer);
    await Promise.all([...this.#folders.values()].map((folder) => folder.close()));
  }

  /** What a person waits for, once; throws `offline` when the servers are away. */
  async #once<T>(work: (db: SparklioDb) => Promise<T>): Promise<T> {
    const { availability, db } = this.#parts;
    try {
      if (availability.isOffline) throw new AppError('offline', 'The servers do not answer', {}, true);
      return await work(db);
    } catch (error) {
      if (error instanceof AppError) throw error;
      const { code, retry } = uploadError(error);
      if (code === 'internal') log.error('watched folders', error);
      throw new AppError(code, 'The database did not take it', {}, retry, error);
    }
  }

  #find(id: WatchFolderId): WatchedFolder {
    const folder = this.#folders.get(id);
    if (folder === undefined) throw new AppError('not_found', 'No such folder');
    return folder;
  }

  #writable(id: WatchFolderId): WatchedFolder {
    this.#assertWritable();
    if (this.#parts.availability.isOffline) {
      throw new AppError('offline', 'The servers do not answer', {}, true);
    }
    return this.#find(id);
  }

  #assertWritable(): void {
    if (!this.#parts.canWrite) throw new AppError('read_only', 'The library can only be read', {}, false);
  }
}

async function countFiles(
  path: string,
  signal: AbortSignal,
): Promise<Pick<WatchChoice, 'files' | 'bytes' | 'more'>> {
  const until = performance.now() + countLimitMs;
  let files = 0;
  let bytes = 0;
  for await (const found of walk(path, null, signal)) {
    if ('unread' in found) continue;
    if (files === countLimit || performance.now() > until) return { files, bytes, more: true };
    files += 1;
    bytes += found.seen.size;
  }
  return { files, bytes, more: false };
}
