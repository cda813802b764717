import type { Publish } from '../ipc/publish.ts';
import { type Batch, toUploadBatch } from './batch.ts';
import { isFinal, toUploadFile, type Upload } from './upload.ts';

/** Events at most this often; files in one event at most so many. */
const eventMs = 250;
const eventFiles = 300;

/** Tells the window of batches and files that changed, gathered into few events. */
export class ProgressEvents {
  readonly #batches = new Set<Batch>();
  readonly #uploads = new Set<Upload>();
  readonly #publish: Publish;
  readonly #pausedAll: () => boolean;
  #timer: NodeJS.Timeout | null = null;

  constructor(publish: Publish, pausedAll: () => boolean) {
    this.#publish = publish;
    this.#pausedAll = pausedAll;
  }

  touch(batch: Batch, upload?: Upload): void {
    this.#batches.add(batch);
    if (upload !== undefined) this.#uploads.add(upload);
    this.plan();
  }

  /** Nothing is told any more of a batch that is off the board: the window would take it for a new one. */
  forget(batch: Batch): void {
    this.#batches.delete(batch);
    for (const upload of batch.uploads.values()) this.#uploads.delete(upload);
  }

  /** An event comes soon, also where no file changed. */
  plan(): void {
    this.#timer ??= setTimeout(() => this.#flush(), eventMs);
  }

  #flush(): void {
    this.#timer = null;
    const changed = [...this.#uploads];
    // Ends and failures matter most; what does not fit comes with the next event.
    changed.sort((a, b) => Number(isFinal(b.state)) - Number(isFinal(a.state)));
    const now = changed.slice(0, eventFiles);
    this.#publish('ingest.progress', {
      batches: [...this.#batches].map(toUploadBatch),
      files: now.map(toUploadFile),
      pausedAll: this.#pausedAll(),
    });
    this.#batches.clear();
    for (const upload of now) this.#uploads.delete(upload);
    if (this.#uploads.size > 0) this.plan();
  }
}
