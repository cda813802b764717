import type { AssetId, BatchId, BrandId, ProjectId, UploadId } from '../../shared/domain/ids.ts';
import type { UploadBatch, UploadState } from '../../shared/domain/upload.ts';
import type { RestOfDrop } from './rest-of-drop.ts';
import { isFinal, type Upload } from './upload.ts';

/** The files of one drop, with what is counted of them. */
export interface Batch {
  readonly id: BatchId;
  readonly createdAt: Date;
  readonly title: string;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly uploads: Map<UploadId, Upload>;
  readonly counts: Record<UploadState, number>;
  readonly processing: Set<AssetId>;
  readonly abort: AbortController;
  rest: RestOfDrop;
  /** Published files that became new versions. */
  versions: number;
  /** Duplicates that the person has not decided on yet. */
  undecided: number;
  /** Conflicts that the person has not decided on yet. */
  openConflicts: number;
  /** Failed files that may be tried again. */
  retryable: number;
  paused: boolean;
  scanning: boolean;
  cancelled: boolean;
  /** What is sent, or still to be sent: of duplicates and failures only what went before. */
  totalBytes: number;
  sentBytes: number;
}

export type NewBatch = Pick<Batch, 'id' | 'createdAt' | 'title' | 'brandId' | 'projectId'>;

export function newBatch(batch: NewBatch, paused: boolean): Batch {
  return {
    ...batch,
    uploads: new Map(),
    counts: {
      receiving: 0,
      queued: 0,
      hashing: 0,
      transferring: 0,
      verifying: 0,
      published: 0,
      duplicate: 0,
      conflict: 0,
      failed: 0,
      cancelled: 0,
    },
    processing: new Set(),
    abort: new AbortController(),
    rest: {},
    versions: 0,
    undecided: 0,
    openConflicts: 0,
    retryable: 0,
    paused,
    scanning: true,
    cancelled: false,
    totalBytes: 0,
    sentBytes: 0,
  };
}

/** Counts a file as it is before (-1) and after (1) a change. */
export function count(batch: Batch, upload: Upload, by: 1 | -1): void {
  const { state, onDuplicate, onConflict, replaces, error } = upload;
  batch.counts[state] += by;
  if (state === 'published' && replaces !== null) batch.versions += by;
  if (state === 'duplicate' && onDuplicate === 'ask') batch.undecided += by;
  if (state === 'conflict' && onConflict === 'ask') batch.openConflicts += by;
  if (state === 'failed' && error?.retry === true) batch.retryable += by;
  batch.sentBytes += by * upload.sentBytes;
  batch.totalBytes += by * bytesToSend(upload);
}

/** What is not taken will not be sent any more. */
function bytesToSend({ state, size, sentBytes }: Upload): number {
  return isFinal(state) && state !== 'published' ? sentBytes : size;
}

/** Files that are on their way or wait for it. */
export function waitingOf({ counts }: Batch): number {
  return counts.receiving + counts.queued + counts.hashing + counts.transferring + counts.verifying;
}

/** Something of it is on its way; what the person holds is not. */
export function isBusy({ counts, scanning, paused }: Batch): boolean {
  const moving = counts.receiving + counts.hashing + counts.transferring + counts.verifying > 0;
  return scanning || moving || (counts.queued > 0 && !paused);
}

function phaseOf(batch: Batch): UploadBatch['phase'] {
  if (batch.scanning) return 'scanning';
  if (waitingOf(batch) > 0) return 'running';
  return batch.cancelled ? 'cancelled' : 'done';
}

export function toUploadBatch(batch: Batch): UploadBatch {
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
    receiving: counts.receiving,
    published: counts.published,
    versions: batch.versions,
    duplicates: counts.duplicate,
    undecided: batch.undecided,
    conflicts: counts.conflict,
    openConflicts: batch.openConflicts,
    failed: counts.failed,
    retryable: batch.retryable,
    cancelled: counts.cancelled,
    totalBytes: batch.totalBytes,
    sentBytes: batch.sentBytes,
    processing: batch.processing.size,
  };
}

const order: Readonly<Record<UploadState, number>> = {
  failed: 0,
  receiving: 2,
  transferring: 2,
  verifying: 2,
  hashing: 3,
  queued: 4,
  duplicate: 5,
  conflict: 5,
  published: 6,
  cancelled: 7,
};

/** Failures first, then what the person is to decide on, what runs, waits, and is done. */
export function byUrgency(a: Upload, b: Upload): number {
  return urgencyOf(a) - urgencyOf(b);
}

function urgencyOf({ state, onDuplicate, onConflict }: Upload): number {
  const isOpen =
    (state === 'duplicate' && onDuplicate === 'ask') || (state === 'conflict' && onConflict === 'ask');
  return isOpen ? 1 : order[state];
}
