import { setTimeout as delay } from 'node:timers/promises';
import type { Availability } from '../connection/health/availability.ts';
import { log } from '../log.ts';
import { Attempts, mayPass } from './attempts.ts';
import type { UploadBoard } from './board.ts';
import { SettledIntakeError } from './intakes.ts';
import type { Journal } from './journal.ts';
import { Protocol, type ProtocolParts } from './protocol.ts';
import { StaleUploadError } from './publisher.ts';
import { isFinal, type Upload, uploadError } from './upload.ts';

export interface PipelineParts extends ProtocolParts {
  readonly board: UploadBoard;
  readonly journal: Journal;
  /** While servers are away uploads pause where they are. */
  readonly availability: Availability;
}

/** Takes uploads through the protocol, however many attempts that takes, to one of their final states. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #protocol: Protocol;
  readonly #running = new Map<Upload, Promise<void>>();
  #closed = false;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
    this.#protocol = new Protocol(parts);
  }

  /** Runs an upload to one of its final states; never rejects. One that is running already is not run twice. */
  run(upload: Upload): Promise<void> {
    const running = this.#running.get(upload);
    if (running !== undefined) return running;
    const work = this.#run(upload)
      .catch((error: unknown) => log.error(`upload of ${upload.id} stopped`, error))
      .finally(() => this.#running.delete(upload));
    this.#running.set(upload, work);
    return work;
  }

  /** Stops everything where it is, to be gone on with from the journal at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const upload of this.#running.keys()) upload.abort.abort();
    await Promise.all(this.#running.values());
  }

  async #run(upload: Upload): Promise<void> {
    const attempts = new Attempts();
    while (!isFinal(upload.state) && !this.#closed) {
      try {
        await this.#protocol.attempt(upload);
        return;
      } catch (error) {
        if (this.#closed) return;
        if (upload.abort.signal.aborted) return await this.#stopped(upload);
        if (await this.#waitedOut(upload, error)) continue;
        if (error instanceof SettledIntakeError) {
          // The next attempt finds what it was published as, and clears this one's object away.
          this.#parts.board.step(upload, 'queued');
          continue;
        }
        if (error instanceof StaleUploadError && (await this.#beganAnew(upload))) continue;
        await this.#failed(upload, error, attempts.waitAfter(error));
      }
    }
  }

  /** An outage: the upload waits as it is, with what has arrived, and goes on when the servers are back. */
  async #waitedOut(upload: Upload, error: unknown): Promise<boolean> {
    const { availability, board } = this.#parts;
    // The person's own file may be what can't be read.
    if (!mayPass(error) || !(await availability.isAway(error))) return false;
    if (upload.state !== 'queued') board.step(upload, 'queued');
    await availability.whenBack(upload.abort.signal);
    return true;
  }

  /** What was sent so far belongs to nobody any more: the same file goes its whole way again, as another asset. */
  async #beganAnew(upload: Upload): Promise<boolean> {
    const { board, journal } = this.#parts;
    board.step(upload, 'queued');
    upload.ref = null;
    upload.assetId = null;
    upload.multipartId = null;
    try {
      await journal.recordAgain(board.title(upload.batchId), [upload]);
      return true;
    } catch (error) {
      log.error('journaling an upload again failed', error);
      return false;
    }
  }

  /** Another attempt after a while, or the end with a reason. The journal is written before the board shows it. */
  async #failed(upload: Upload, error: unknown, wait: number | null): Promise<void> {
    const { board, journal, remains } = this.#parts;
    const { code, retry } = uploadError(error);
    if (code === 'internal') log.error(`upload of ${upload.id} failed`, error);
    if (wait !== null) {
      if (upload.state !== 'queued') board.step(upload, 'queued');
      await delay(wait, undefined, { signal: upload.abort.signal }).catch(() => undefined);
      return;
    }
    // Parts of a file that was changing may hold a mixture.
    const keepParts = retry && code !== 'file_changed';
    await remains
      .discard(upload, { keepParts })
      .then(() => journal.state(upload, 'failed', code))
      // The entry stays, so a retry, the dismissal or the next start sees to it.
      .catch((cause: unknown) => log.error('clearing away a failed upload', cause));
    if (this.#closed) return;
    if (upload.abort.signal.aborted) return await this.#stopped(upload);
    board.step(upload, 'failed', { code, details: {}, retry });
  }

  /** By the person: for good, or to wait with what has arrived until it may go on. */
  async #stopped(upload: Upload): Promise<void> {
    if (!upload.held) return await this.#cancelled(upload);
    const { board } = this.#parts;
    upload.held = false;
    upload.abort = new AbortController();
    if (upload.state !== 'queued') board.step(upload, 'queued');
  }

  async #cancelled(upload: Upload): Promise<void> {
    const { board, remains } = this.#parts;
    if (isFinal(upload.state)) return;
    await remains.abandon([upload]);
    board.step(upload, 'cancelled');
  }
}
