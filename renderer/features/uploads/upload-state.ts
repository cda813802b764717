import type { Scope } from '@shared/domain/query.ts';
import type { UploadBatch, UploadFile, UploadState } from '@shared/domain/upload.ts';

export const inFlightStates = ['receiving', 'queued', 'hashing', 'transferring', 'verifying'] as const;
const inFlight: ReadonlySet<UploadState> = new Set(inFlightStates);

export const isInFlight = (file: UploadFile): boolean => inFlight.has(file.state);

/** Whether a file on its way will show up in what the middle pane shows. */
export function isInScope(file: UploadFile, scope: Scope): boolean {
  switch (scope.kind) {
    case 'all':
    case 'recent':
    case 'untagged':
      return true;
    case 'trash':
      return false;
    case 'brand':
      return file.brandId === scope.brandId;
    case 'project':
      return file.brandId === scope.brandId && file.projectId === scope.projectId;
  }
}

export const isActive = (batch: UploadBatch): boolean =>
  batch.phase === 'scanning' || batch.phase === 'running';

/** On its way to the library, and not held by the person. How fast the window hands bytes over says nothing of that way. */
export const isMoving = (batch: UploadBatch): boolean =>
  isActive(batch) && !batch.paused && batch.receiving === 0;

/** Files of the batch that are settled, one way or the other. */
export const settledCount = (batch: UploadBatch): number =>
  batch.published + batch.duplicates + batch.conflicts + batch.failed + batch.cancelled;

/**
 * Reading, checking and publishing a file takes as long as sending so many bytes: many small files go by their number, a few large
 * ones by their bytes.
 */
export const bytesOfFile = 300_000;

interface Work {
  settled: number;
  total: number;
  sentBytes: number;
  totalBytes: number;
}

/** 0 to 1; null while there is nothing to do yet. */
export function shareDone({ settled, total, sentBytes, totalBytes }: Work): number | null {
  const all = totalBytes + total * bytesOfFile;
  return all === 0 ? null : Math.min(1, (sentBytes + settled * bytesOfFile) / all);
}

/** 0 to 1; null while folders are walked and nothing is known yet. */
export function batchProgress(batch: UploadBatch): number | null {
  if (!isActive(batch)) return 1;
  if (batch.phase === 'scanning' && batch.totalBytes === 0) return null;
  return shareDone({ ...batch, settled: settledCount(batch) });
}

export interface UploadsSummary {
  /** Batches that are still going. */
  active: number;
  scanning: boolean;
  /** All that is still going is held. */
  paused: boolean;
  total: number;
  settled: number;
  published: number;
  failed: number;
  /** Files that wait for the person's word. */
  asking: number;
  totalBytes: number;
  sentBytes: number;
}

/** All batches that are going as one; when none is, all that are still in the tray. */
export function summarise(batches: readonly UploadBatch[]): UploadsSummary {
  const active = batches.filter(isActive);
  const counted = active.length > 0 ? active : batches;
  const sum = (figure: (batch: UploadBatch) => number): number =>
    counted.reduce((total, batch) => total + figure(batch), 0);
  return {
    active: active.length,
    scanning: active.some((batch) => batch.phase === 'scanning'),
    paused: active.length > 0 && active.every(({ paused }) => paused),
    total: sum((batch) => batch.total),
    settled: sum(settledCount),
    published: sum((batch) => batch.published),
    failed: batches.reduce((total, batch) => total + batch.failed, 0),
    asking: batches.reduce((total, batch) => total + batch.openConflicts, 0),
    totalBytes: sum((batch) => batch.totalBytes),
    sentBytes: sum((batch) => batch.sentBytes),
  };
}
