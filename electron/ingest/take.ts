import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import {
  type AssetId,
  type BatchId,
  type BrandId,
  batchIdSchema,
  type ProjectId,
} from '../../shared/domain/ids.ts';
import type { ConflictPolicy, DuplicatePolicy } from '../../shared/domain/upload.ts';
import { AppError } from '../errors.ts';
import type { UploadBoard } from './board.ts';
import { fileErrorCode } from './file-errors.ts';
import type { SettledIntake } from './intakes.ts';
import { dropTimes, newUpload } from './new-upload.ts';
import type { UploadOrigin } from './origin.ts';
import type { FoundFile } from './scan.ts';
import { canRetry, type Upload } from './upload.ts';

/** A file that a program hands in: a watch folder, the intake API, a ComfyUI node. */
export interface TakeFile {
  /**
   * The caller's own id of this file, the same at every attempt, also after a restart: it is published at most once.
   * Unique in the library, so with a prefix of who chose it, such as `watch:` or `api:`.
   */
  readonly intakeId: string;
  /** Absolute; the file stays as it is until its outcome is known. */
  readonly path: string;
  readonly name: string;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly tags: readonly string[];
  readonly origin: UploadOrigin;
  /** The asset that it becomes the new version of; left out for an asset of its own. */
  readonly replaces?: AssetId;
}

export interface TakeOptions {
  /** Of the group in the tray. */
  readonly title: string;
  readonly duplicates: DuplicatePolicy;
  /** Of files whose names assets of their place have; nobody is asked. They become assets of their own where it is left out. */
  readonly conflicts?: Exclude<ConflictPolicy, 'ask'>;
  /** Adds to a group that is still in the tray, which else each call makes anew. */
  readonly batchId?: BatchId;
}

/** What became of a file. One that failed stays in the tray, and taking it again under the same id tries it again. */
export type Outcome = { readonly intakeId: string } & (
  | { readonly state: 'published' | 'duplicate'; readonly assetId: AssetId }
  | { readonly state: 'failed'; readonly code: ErrorCode; readonly retry: boolean }
  | { readonly state: 'cancelled' }
);

interface TakingParts {
  readonly board: UploadBoard;
  /** Of the library's closing: what is still on its way then rejects with `cancelled`. */
  readonly closing: AbortSignal;
  /** Which of the ids are settled; waits while the database is away. */
  readonly settled: (ids: readonly string[]) => Promise<ReadonlyMap<string, SettledIntake>>;
  /** Journals, shows and queues. Rejects when `signal` aborts. */
  readonly accept: (title: string, uploads: readonly Upload[], signal: AbortSignal) => Promise<void>;
  /** Another attempt at what has failed or was cancelled. */
  readonly again: (upload: Upload) => Promise<void>;
}

/** Takes known files one by one, each exactly once, and tells what became of each. */
export class Taking {
  readonly #parts: TakingParts;
  /** What is handed in again while it is being taken shares the outcome. */
  readonly #running = new Map<string, Promise<Outcome>>();
  readonly #closed: Promise<void>;

  constructor(parts: TakingParts) {
    this.#parts = parts;
    this.#closed = new Promise((resolve) => {
      parts.closing.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** In the order of `files`. */
  async take(files: readonly TakeFile[], options: TakeOptions): Promise<readonly Outcome[]> {
    const fresh = new Map<string, TakeFile>();
    for (const file of files) if (!this.#running.has(file.intakeId)) fresh.set(file.intakeId, file);
    const work = this.#begin([...fresh.values()], options);
    for (const id of fresh.keys()) {
      const outcome = work.then((begun) => this.#outcome(id, begun)).finally(() => this.#running.delete(id));
      // Whoever waits hears of it; nobody has to.
      outcome.catch(() => undefined);
      this.#running.set(id, outcome);
    }
    return await Promise.all(files.map(({ intakeId }) => this.#outcomeOf(intakeId)));
  }

  #outcomeOf(intakeId: string): Promise<Outcome> {
    const running = this.#running.get(intakeId);
    if (running === undefined) throw new Error('Every file that is taken has an outcome');
    return running;
  }

  /** Per file what is known at once, or the upload that will tell. */
  async #begin(
    files: readonly TakeFile[],
    options: TakeOptions,
  ): Promise<ReadonlyMap<string, Outcome | Upload>> {
    const { board, settled, again } = this.#parts;
    const begun = new Map<string, Outcome | Upload>();
    const before = await settled(files.map(({ intakeId }) => intakeId));
    const wanted: FoundFile[] = [];
    const wantedFiles: TakeFile[] = [];
    for (const file of files) {
      const { intakeId, path, name } = file;
      const done = before.get(intakeId);
      if (done !== undefined && !(done.outcome === 'duplicate' && options.duplicates === 'keep')) {
        begun.set(intakeId, { intakeId, state: done.outcome, assetId: done.assetId });
        continue;
      }
      const known = board.intake(intakeId);
      if (known !== null) {
        begun.set(intakeId, known);
        if (known.state === 'failed' || known.state === 'cancelled' || known.state === 'duplicate') {
          // The file may be somewhere else by now.
          known.path = path;
          known.keepDuplicate = options.duplicates === 'keep';
          if (known.state === 'duplicate') known.assetId = null;
          await again(known);
        }
        continue;
      }
      try {
        const { size } = await stat(path);
        wanted.push({ kind: 'file', path, name, folder: '', root: null, dropped: 0, size });
        wantedFiles.push(file);
      } catch (error) {
        const code = fileErrorCode(error);
        begun.set(intakeId, { intakeId, state: 'failed', code, retry: canRetry(code) });
      }
    }
    await this.#acceptAll(wanted, wantedFiles, options, begun);
    return begun;
  }

  async #acceptAll(
    found: readonly FoundFile[],
    files: readonly TakeFile[],
    { title, duplicates, conflicts, batchId: wantedBatch }: TakeOptions,
    begun: Map<string, Outcome | Upload>,
  ): Promise<void> {
    const { board, accept } = this.#parts;
    const [first] = files;
    if (first === undefined) return;
    const { brandId } = first;
    // What goes to several places is said to go to none of them.
    const projectId = files.every((file) => file.projectId === first.projectId) ? first.projectId : null;
    const open = (id: BatchId) => board.openBatch({ id, createdAt: new Date(), title, brandId, projectId });
    let batchId = wantedBatch ?? batchIdSchema.parse(randomUUID());
    let signal = open(batchId);
    if (signal.aborted) {
      // What a person cancelled stays cancelled; what comes later is another group.
      batchId = batchIdSchema.parse(randomUUID());
      signal = open(batchId);
    }
    const nextTime = dropTimes(new Date());
    const uploads = found.flatMap((one, index) => {
      const file = files[index];
      if (file === undefined) return [];
      const upload = newUpload({
        found: one,
        batchId,
        target: file,
        projectId: file.projectId,
        keepDuplicate: duplicates === 'keep',
        ...(conflicts !== undefined && { onConflict: conflicts }),
        addedAt: nextTime(),
        origin: file.origin,
        intakeId: file.intakeId,
        ...(file.replaces !== undefined && { replaces: file.replaces }),
      });
      begun.set(file.intakeId, upload);
      return [upload];
    });
    try {
      await accept(title, uploads, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      for (const { intakeId } of files) begun.set(intakeId, { intakeId, state: 'cancelled' });
    } finally {
      if (board.has(batchId)) board.endScan(batchId);
    }
  }

  async #outcome(intakeId: string, begun: ReadonlyMap<string, Outcome | Upload>): Promise<Outcome> {
    const { board } = this.#parts;
    const one = begun.get(intakeId);
    if (one === undefined) throw new Error('Every file that is taken has an outcome');
    if (!('batchId' in one)) return one;
    await Promise.race([board.ended(one), this.#closed]);
    const { state, assetId, error } = one;
    if (state === 'failed') {
      return { intakeId, state, code: error?.code ?? 'internal', retry: error?.retry ?? true };
    }
    if (state === 'cancelled') return { intakeId, state };
    if ((state === 'published' || state === 'duplicate') && assetId !== null) {
      return { intakeId, state, assetId };
    }
    throw new AppError('cancelled', 'The library was closed', {}, true);
  }
}
