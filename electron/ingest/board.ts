import type { AssetId, BatchId, UploadId } from '../../shared/domain/ids.ts';
import type { UploadBatch, UploadFile, UploadState } from '../../shared/domain/upload.ts';
import { AppError } from '../errors.ts';
import type { Publish } from '../ipc/publish.ts';
import {
  type Batch,
  byUrgency,
  count,
  isBusy,
  type NewBatch,
  newBatch,
  toUploadBatch,
  waitingOf,
} from './batch.ts';
import { ProgressEvents } from './progress-events.ts';
import { type RestOfDrop, settleBeforehand } from './rest-of-drop.ts';
import { canStep, isFinal, type OnConflict, type OnDuplicate, toUploadFile, type Upload } from './upload.ts';

/** The tray's truth: every batch and file of this session, with counts kept exact at each step, and its events. */
export class UploadBoard {
  readonly #batches = new Map<BatchId, Batch>();
  readonly #byIntake = new Map<string, Upload>();
  readonly #whenEnded = new Map<Upload, (() => void)[]>();
  readonly #events: ProgressEvents;
  readonly #isPaused: (batchId: BatchId) => boolean;
  #pausedAll = false;

  /** `isPaused` tells whether the person holds a batch. */
  constructor(publish: Publish, isPaused: (batchId: BatchId) => boolean = () => false) {
    this.#events = new ProgressEvents(publish, () => this.#pausedAll);
    this.#isPaused = isPaused;
  }

  /** The answer ends with the batch. One that is open keeps its files: after a restart a drop is walked on. */
  openBatch(batch: NewBatch): AbortSignal {
    const open = this.#batches.get(batch.id);
    if (open !== undefined) return open.abort.signal;
    const opened = newBatch(batch, this.#isPaused(batch.id));
    this.#batches.set(batch.id, opened);
    this.#events.touch(opened);
    return opened.abort.signal;
  }

  endScan(batchId: BatchId): void {
    const batch = this.#batch(batchId);
    batch.scanning = false;
    this.#events.touch(batch);
  }

  /** One that is there already stays as it is. */
  add(upload: Upload): void {
    const batch = this.#batch(upload.batchId);
    if (batch.uploads.has(upload.id)) return;
    settleBeforehand(upload, batch.rest);
    batch.uploads.set(upload.id, upload);
    if (upload.intakeId !== null) this.#byIntake.set(upload.intakeId, upload);
    count(batch, upload, 1);
    this.#events.touch(batch, upload);
  }

  /** Moves an upload on; a step that the state machine does not know throws. */
  step(upload: Upload, to: UploadState, error: UploadFile['error'] = null): void {
    if (!canStep(upload.state, to)) throw new Error(`An upload can't go from ${upload.state} to ${to}`);
    this.#change(upload, { state: to, error });
    const batch = this.#batch(upload.batchId);
    if (to === 'published') {
      this.sent(upload, upload.size);
      if (upload.assetId !== null) batch.processing.add(upload.assetId);
    }
    // Parts that are in the store need not be sent again.
    if (to === 'queued' && upload.multipartId === null) this.sent(upload, 0);
    if (isFinal(to)) {
      for (const tell of this.#whenEnded.get(upload) ?? []) tell();
      this.#whenEnded.delete(upload);
    }
    this.#events.touch(batch, upload);
  }

  /** What became of a duplicate, or of a file whose name an asset has. */
  decide(upload: Upload, decided: { onDuplicate: OnDuplicate } | { onConflict: OnConflict }): void {
    this.#change(upload, decided);
  }

  /** What is decided of all files of a batch that are on their way, and of those that its walk still finds. */
  decideRest(batchId: BatchId, rest: RestOfDrop): void {
    const batch = this.#batch(batchId);
    batch.rest = { ...batch.rest, ...rest };
    for (const upload of batch.uploads.values()) settleBeforehand(upload, rest);
  }

  /** Shows which batches the person holds; those to come ask `isPaused`, too. */
  showPauses(pausedAll: boolean): void {
    this.#pausedAll = pausedAll;
    for (const batch of this.#batches.values()) {
      const paused = this.#isPaused(batch.id);
      if (batch.paused === paused) continue;
      batch.paused = paused;
      this.#events.touch(batch);
    }
    this.#events.plan();
  }

  get pausedAll(): boolean {
    return this.#pausedAll;
  }

  sent(upload: Upload, bytes: number): void {
    this.#change(upload, { sentBytes: bytes });
  }

  resize(upload: Upload, size: number): void {
    this.#change(upload, { size });
  }

  /** Renditions of an asset are made (or were given up). */
  processed(assetId: AssetId): void {
    for (const batch of this.#batches.values()) {
      if (batch.processing.delete(assetId)) this.#events.touch(batch);
    }
  }

  /** Published assets of this session whose renditions are still to be made. */
  get unfinished(): number {
    return [...this.#batches.values()].reduce((sum, { processing }) => sum + processing.size, 0);
  }

  /** Files that are on their way or wait for it. */
  get waiting(): number {
    return [...this.#batches.values()].reduce((sum, batch) => sum + waitingOf(batch), 0);
  }

  cancelBatch(batchId: BatchId): void {
    const batch = this.#batch(batchId);
    batch.cancelled = true;
    batch.scanning = false;
    batch.abort.abort();
    this.#events.touch(batch);
  }

  remove(batchId: BatchId): void {
    const batch = this.#batches.get(batchId);
    if (batch === undefined) return;
    for (const { intakeId } of batch.uploads.values()) {
      if (intakeId !== null) this.#byIntake.delete(intakeId);
    }
    this.#batches.delete(batchId);
    this.#events.forget(batch);
  }

  /** The upload of this session that a program handed in under the id. */
  intake(id: string): Upload | null {
    return this.#byIntake.get(id) ?? null;
  }

  /** Until an upload has come to one of its final states. */
  ended(upload: Upload): Promise<void> {
    if (isFinal(upload.state)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEnded.set(upload, [...(this.#whenEnded.get(upload) ?? []), resolve]);
    });
  }

  title(batchId: BatchId): string {
    return this.#batch(batchId).title;
  }

  isScanning(batchId: BatchId): boolean {
    return this.#batch(batchId).scanning;
  }

  has(batchId: BatchId): boolean {
    return this.#batches.has(batchId);
  }

  upload(batchId: BatchId, uploadId: UploadId): Upload {
    const upload = this.#batch(batchId).uploads.get(uploadId);
    if (upload === undefined) throw new AppError('not_found', 'No such upload');
    return upload;
  }

  find(uploadId: UploadId): Upload | null {
    for (const batch of this.#batches.values()) {
      const upload = batch.uploads.get(uploadId);
      if (upload !== undefined) return upload;
    }
    return null;
  }

  uploads(batchId: BatchId): readonly Upload[] {
    return [...this.#batch(batchId).uploads.values()];
  }

  /** Something is on its way; what the person holds is not. */
  isBusy(): boolean {
    return [...this.#batches.values()].some(isBusy);
  }

  batches(): UploadBatch[] {
    return [...this.#batches.values()].map(toUploadBatch).reverse();
  }

  files(input: { batchId: BatchId; states: readonly UploadState[] | null; offset: number; limit: number }): {
    files: UploadFile[];
    total: number;
  } {
    const wanted = this.uploads(input.batchId)
      .filter(({ state }) => input.states === null || input.states.includes(state))
      .sort(byUrgency);
    return {
      files: wanted.slice(input.offset, input.offset + input.limit).map(toUploadFile),
      total: wanted.length,
    };
  }

  /** The one way in which what is counted changes. */
  #change(upload: Upload, change: Partial<Upload>): void {
    const batch = this.#batch(upload.batchId);
    count(batch, upload, -1);
    Object.assign(upload, change);
    count(batch, upload, 1);
    this.#events.touch(batch, upload);
  }

  #batch(id: BatchId): Batch {
    const batch = this.#batches.get(id);
    if (batch === undefined) throw new AppError('not_found', 'No such batch');
    return batch;
  }
}
