import type { AssetId, BatchId, BrandId, ProjectId, UploadId } from '../../shared/domain/ids.ts';
import type { UploadBatch, UploadFile, UploadState } from '../../shared/domain/upload.ts';
import { AppError } from '../errors.ts';
import type { Publish } from '../ipc/publish.ts';
import { canStep, isFinal, type OnDuplicate, toUploadFile, type Upload } from './upload.ts';

interface Batch {
  readonly id: BatchId;
  readonly createdAt: Date;
  readonly title: string;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly uploads: Map<UploadId, Upload>;
  readonly counts: Record<UploadState, number>;
  readonly processing: Set<AssetId>;
  readonly abort: AbortController;
  /** Duplicates that the person has not decided on yet. */
  undecided: number;
  /** Failed files that may be tried again. */
  retryable: number;
  paused: boolean;
  scanning: boolean;
  cancelled: boolean;
  totalBytes: number;
  sentBytes: number;
}

/** Events at most this often; files in one event at most so many. */
const eventMs = 250;
const eventFiles = 300;

const order: Readonly<Record<UploadState, number>> = {
  failed: 0,
  transferring: 1,
  verifying: 1,
  hashing: 2,
  queued: 3,
  duplicate: 4,
  published: 5,
  cancelled: 6,
};

/** The tray's truth: every batch and file of this session, with counts kept exact at each step, and its events. */
export class UploadBoard {
  readonly #batches = new Map<BatchId, Batch>();
  readonly #byIntake = new Map<string, Upload>();
  readonly #whenEnded = new Map<Upload, (() => void)[]>();
  readonly #changedBatches = new Set<Batch>();
  readonly #changedUploads = new Set<Upload>();
  readonly #publish: Publish;
  readonly #isPaused: (batchId: BatchId) => boolean;
  #timer: NodeJS.Timeout | null = null;
  #pausedAll = false;

  /** `isPaused` tells whether the person holds a batch. */
  constructor(publish: Publish, isPaused: (batchId: BatchId) => boolean = () => false) {
    this.#publish = publish;
    this.#isPaused = isPaused;
  }

  /** The answer ends with the batch. One that is open keeps its files: after a restart a drop is walked on. */
  openBatch(batch: Pick<Batch, 'id' | 'createdAt' | 'title' | 'brandId' | 'projectId'>): AbortSignal {
    const open = this.#batches.get(batch.id);
    if (open !== undefined) return open.abort.signal;
    const abort = new AbortController();
    const counts = Object.fromEntries(Object.keys(order).map((state) => [state, 0])) as Batch['counts'];
    const opened: Batch = {
      ...batch,
      uploads: new Map(),
      counts,
      processing: new Set(),
      abort,
      undecided: 0,
      retryable: 0,
      paused: this.#isPaused(batch.id),
      scanning: true,
      cancelled: false,
      totalBytes: 0,
      sentBytes: 0,
    };
    this.#batches.set(batch.id, opened);
    this.#touch(opened);
    return abort.signal;
  }

  endScan(batchId: BatchId): void {
    const batch = this.#batch(batchId);
    batch.scanning = false;
    this.#touch(batch);
  }

  add(upload: Upload): void {
    const batch = this.#batch(upload.batchId);
    batch.uploads.set(upload.id, upload);
    if (upload.intakeId !== null) this.#byIntake.set(upload.intakeId, upload);
    batch.counts[upload.state] += 1;
    count(batch, upload, 1);
    batch.totalBytes += upload.size;
    batch.sentBytes += upload.sentBytes;
    this.#touch(batch, upload);
  }

  /** Moves an upload on; a step that the state machine does not know throws. */
  step(upload: Upload, to: UploadState, error: UploadFile['error'] = null): void {
    if (!canStep(upload.state, to)) throw new Error(`An upload can't go from ${upload.state} to ${to}`);
    const batch = this.#batch(upload.batchId);
    batch.counts[upload.state] -= 1;
    batch.counts[to] += 1;
    count(batch, upload, -1);
    upload.state = to;
    upload.error = error;
    count(batch, upload, 1);
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
    this.#touch(batch, upload);
  }

  /** What became of a duplicate. */
  decide(upload: Upload, onDuplicate: OnDuplicate): void {
    const batch = this.#batch(upload.batchId);
    count(batch, upload, -1);
    upload.onDuplicate = onDuplicate;
    count(batch, upload, 1);
    this.#touch(batch, upload);
  }

  /** Shows which batches the person holds; those to come ask `isPaused`, too. */
  showPauses(pausedAll: boolean): void {
    this.#pausedAll = pausedAll;
    for (const batch of this.#batches.values()) {
      const paused = this.#isPaused(batch.id);
      if (batch.paused === paused) continue;
      batch.paused = paused;
      this.#touch(batch);
    }
    this.#plan();
  }

  get pausedAll(): boolean {
    return this.#pausedAll;
  }

  sent(upload: Upload, bytes: number): void {
    const batch = this.#batch(upload.batchId);
    batch.sentBytes += bytes - upload.sentBytes;
    upload.sentBytes = bytes;
    this.#touch(batch, upload);
  }

  resize(upload: Upload, size: number): void {
    const batch = this.#batch(upload.batchId);
    batch.totalBytes += size - upload.size;
    upload.size = size;
    this.#touch(batch, upload);
  }

  /** Renditions of an asset are made (or were given up). */
  processed(assetId: AssetId): void {
    for (const batch of this.#batches.values()) {
      if (batch.processing.delete(assetId)) this.#touch(batch);
    }
  }

  /** Published assets of this session whose renditions are still to be made. */
  get unfinished(): number {
    return [...this.#batches.values()].reduce((sum, { processing }) => sum + processing.size, 0);
  }

  /** Files that are on their way or wait for it. */
  get waiting(): number {
    return [...this.#batches.values()].reduce(
      (sum, { counts }) => sum + counts.queued + counts.hashing + counts.transferring + counts.verifying,
      0,
    );
  }

  cancelBatch(batchId: BatchId): void {
    const batch = this.#batch(batchId);
    batch.cancelled = true;
    batch.scanning = false;
    batch.abort.abort();
    this.#touch(batch);
  }

  remove(batchId: BatchId): void {
    for (const upload of this.#batches.get(batchId)?.uploads.values() ?? []) {
      if (upload.intakeId !== null) this.#byIntake.delete(upload.intakeId);
    }
    this.#batches.delete(batchId);
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
    return [...this.#batches.values()].some((batch) => {
      const { queued, hashing, transferring, verifying } = batch.counts;
      const moving = hashing + transferring + verifying > 0;
      return batch.scanning || moving || (queued > 0 && !batch.paused);
    });
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
      .sort((a, b) => order[a.state] - order[b.state]);
    return {
      files: wanted.slice(input.offset, input.offset + input.limit).map(toUploadFile),
      total: wanted.length,
    };
  }

  #batch(id: BatchId): Batch {
    const batch = this.#batches.get(id);
    if (batch === undefined) throw new AppError('not_found', 'No such batch');
    return batch;
  }

  #touch(batch: Batch, upload?: Upload): void {
    this.#changedBatches.add(batch);
    if (upload !== undefined) this.#changedUploads.add(upload);
    this.#plan();
  }

  #plan(): void {
    this.#timer ??= setTimeout(() => this.#flush(), eventMs);
  }

  #flush(): void {
    this.#timer = null;
    const changed = [...this.#changedUploads];
    // Ends and failures matter most; what does not fit comes with the next event.
    changed.sort((a, b) => Number(isFinal(b.state)) - Number(isFinal(a.state)));
    const now = changed.slice(0, eventFiles);
    this.#publish('ingest.progress', {
      batches: [...this.#changedBatches].map(toUploadBatch),
      files: now.map(toUploadFile),
      pausedAll: this.#pausedAll,
    });
    this.#changedBatches.clear();
    for (const upload of now) this.#changedUploads.delete(upload);
    if (this.#changedUploads.size > 0) this.#plan();
  }
}

/** Counts what the person may still do something about, before (-1) and after (1) a change. */
function count(batch: Batch, { state, onDuplicate, error }: Upload, by: 1 | -1): void {
  if (state === 'duplicate' && onDuplicate === 'ask') batch.undecided += by;
  if (state === 'failed' && error?.retry === true) batch.retryable += by;
}

function phaseOf({ scanning, cancelled, counts }: Batch): UploadBatch['phase'] {
  if (scanning) return 'scanning';
  const running = counts.queued + counts.hashing + counts.transferring + counts.verifying;
  if (running > 0) return 'running';
  return cancelled ? 'cancelled' : 'done';
}

function toUploadBatch(batch: Batch): UploadBatch {
  const { counts } = batch;
  return {
    id: batch.id,
    createdAt: batch.createdAt.toISOString(),
    title: batch.title,
    phase: phaseOf(batch),
    paused: batch.paused,
    brandId: batch.brandId,
    projectId: batch.projectId,
    total: batch.uploads.size,
    published: counts.published,
    duplicates: counts.duplicate,
    undecided: batch.undecided,
    failed: counts.failed,
    retryable: batch.retryable,
    cancelled: counts.cancelled,
    totalBytes: batch.totalBytes,
    sentBytes: batch.sentBytes,
    processing: batch.processing.size,
  };
}
