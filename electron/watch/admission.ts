import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileErrorCode } from '../ingest/file-errors.ts';
import { canRetry, uploadError } from '../ingest/upload.ts';
import type { FolderRow } from './folder-row.ts';
import type { Intake } from './intake.ts';
import type { Entry, Ledger } from './ledger.ts';
import { recognise } from './recognise.ts';
import { isSame, Settling } from './settling.ts';
import { retryDelayMs, type WatchTiming } from './timing.ts';
import { lookAt, type WalkedFile } from './walk.ts';

interface AdmissionParts {
  readonly row: () => FolderRow;
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly hash: (path: string, signal: AbortSignal) => Promise<{ sha256: string }>;
  readonly timing: WatchTiming;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/** Decides which files of a folder are taken, when, and as what. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #settling: Settling;
  /** Failed files: how often, and when to try again. */
  readonly #failures = new Map<string, { attempts: number; notBefore: number }>();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#settling = new Settling(parts.timing.quietMs);
  }

  /** Files that are waited for. */
  get settling(): number {
    return this.#settling.count;
  }

  /** Files that are to be looked at now. */
  due(): string[] {
    return this.#settling.due(this.#parts.clock());
  }

  /** Milliseconds until the next file is to be looked at; null when none is waited for. */
  get nextLookIn(): number | null {
    const next = this.#settling.nextLook();
    return next === null ? null : Math.max(0, next - this.#parts.clock());
  }

  /** Waits for no file any more: each is seen anew. */
  forgetAll(): void {
    this.#settling.clear();
  }

  /** What failed is tried at once, whatever was agreed. */
  forgetFailures(): void {
    this.#failures.clear();
  }

  /** Notes a look at a file. True when it is to be admitted now. */
  observe({ path, seen }: WalkedFile): boolean {
    const { intake, ledger, clock } = this.#parts;
    if (intake.has(path)) return false;
    const entry = ledger.get(path);
    if (entry !== null && isSame(entry, seen) && !this.#isToTryAgain(entry)) {
      this.#settling.forget(path);
      return false;
    }
    return this.#settling.observe(path, seen, clock());
  }

  #isToTryAgain({ path, state, reason }: Entry): boolean {
    if (state === 'taking') return true;
    if (state !== 'failed' || reason === null || !canRetry(reason)) return false;
    return this.#parts.clock() >= (this.#failures.get(path)?.notBefore ?? 0);
  }

  /** The paths of files, looked at again; those that are not there are waited for no longer. */
  async lookAt(paths: readonly string[]): Promise<void> {
    const { row, signal } = this.#parts;
    const ready: WalkedFile[] = [];
    for (const path of paths) {
      signal.throwIfAborted();
      const file = await lookAt(row().path, path);
      if (file === null) this.#settling.forget(path);
      else if (this.observe(file)) ready.push(file);
    }
    await this.admit(ready);
  }

  /** Takes files that have stopped changing, as what they turn out to be. Throws `not_found` when the brand is gone. */
  async admit(files: readonly WalkedFile[]): Promise<void> {
    const { ledger, intake, signal } = this.#parts;
    const fresh: WalkedFile[] = [];
    for (const file of files) {
      signal.throwIfAborted();
      const entry = ledger.get(file.path);
      const again = entry !== null && isSame(entry, file.seen) && this.#isToTryAgain(entry);
      if (again || (await this.#isNew(file))) fresh.push(file);
    }
    if (fresh.length > 0) await intake.take(fresh);
  }

  async #isNew(file: WalkedFile): Promise<boolean> {
    const { ledger, intake, row, hash, clock, signal } = this.#parts;
    const { path, seen } = file;
    const root = row().path;
    try {
      // One that its writer holds locked is not finished.
      await (await open(join(root, path))).close();
      const what = await recognise(file, ledger, {
        hash: async () => (await hash(join(root, path), signal)).sha256,
        isThere: async (other) => (await lookAt(root, other)) !== null,
        isRunning: (other) => intake.has(other),
      });
      if (what.kind === 'later') this.#settling.postpone(path, seen, clock());
      if (what.kind === 'same') await ledger.change([{ path, ...seen, goneAt: null, clearedAt: null }]);
      if (what.kind === 'renamed') await ledger.rename(what.from, file);
      return what.kind === 'new';
    } catch (error) {
      signal.throwIfAborted();
      const { code } = uploadError(error);
      if (code === 'internal' || code === 'service_unavailable') throw error;
      // Ingest tells the person what may not be read.
      if (isRefused(error)) return true;
      // Locked by its writer, or changed again; a file that is gone is nobody's business.
      if (fileErrorCode(error) !== 'file_missing') this.#settling.postpone(path, seen, clock());
      return false;
    }
  }

  /** Notes what became of files: `failed` ones are tried again, later each time. */
  ended(paths: readonly string[], failed: ReadonlySet<string>): void {
    const { timing, clock } = this.#parts;
    for (const path of paths) {
      if (!failed.has(path)) {
        this.#failures.delete(path);
        continue;
      }
      const attempts = (this.#failures.get(path)?.attempts ?? 0) + 1;
      this.#failures.set(path, { attempts, notBefore: clock() + retryDelayMs(timing, attempts) });
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
