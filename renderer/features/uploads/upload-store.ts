import type { BatchId, UploadId } from '@shared/domain/ids.ts';
import type { Scope } from '@shared/domain/query.ts';
import type { UploadBatch, UploadFile } from '@shared/domain/upload.ts';
import { useRef } from 'react';
import { create } from 'zustand';
import { advance, beginEstimate, type Estimate, type Reading, readingOf } from './estimate.ts';
import { isActive, isInFlight, isInScope, isMoving } from './upload-state.ts';

interface UploadsState {
  /** Newest first. */
  batches: readonly UploadBatch[];
  /** Files that are on their way, and those published whose asset is not on screen yet. */
  files: ReadonlyMap<UploadId, UploadFile>;
  /** Pace and remaining time of each batch that is moving, and of all of them together. */
  estimates: ReadonlyMap<BatchId, Estimate>;
  overall: Estimate | null;
  /** The person holds everything, also what is to come. */
  pausedAll: boolean;
  trayOpen: boolean;
  /** What is going on, or what has ended in the last weeks. */
  trayView: 'drops' | 'history';
  setTrayOpen(open: boolean): void;
  setTrayView(view: 'drops' | 'history'): void;
  setBatches(batches: readonly UploadBatch[], pausedAll: boolean): void;
  /** Takes a progress message of the main process. `now` in ms since the epoch. */
  applyProgress(
    progress: { batches: readonly UploadBatch[]; files: readonly UploadFile[]; pausedAll: boolean },
    now: number,
  ): void;
  /** Adds files of a batch that were asked for. */
  addFiles(files: readonly UploadFile[]): void;
  /** The asset list was read again: what was published before it is in there. */
  forgetPublished(ids: Iterable<UploadId>): void;
  remove(batchId: BatchId): void;
}

function mergeBatches(
  known: readonly UploadBatch[],
  changed: readonly UploadBatch[],
): readonly UploadBatch[] {
  const byId = new Map(changed.map((batch) => [batch.id, batch]));
  const kept = known.map((batch) => {
    const fresh = byId.get(batch.id);
    byId.delete(batch.id);
    return fresh ?? batch;
  });
  return [...byId.values(), ...kept].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

function mergeFiles(
  known: ReadonlyMap<UploadId, UploadFile>,
  changed: readonly UploadFile[],
): ReadonlyMap<UploadId, UploadFile> {
  if (changed.length === 0) return known;
  const files = new Map(known);
  for (const file of changed) {
    if (isInFlight(file) || file.state === 'published') files.set(file.id, file);
    else files.delete(file.id);
  }
  return files;
}

/** What the tray opens for: a drop that begins, or that has something new to ask. A small one may be done by then. */
function isNoteworthy(batch: UploadBatch, before: UploadBatch | undefined): boolean {
  if (before === undefined && isActive(batch)) return true;
  return questions(batch) > (before === undefined ? 0 : questions(before));
}

const questions = ({ undecided, openConflicts }: UploadBatch): number => undecided + openConflicts;

function estimated(before: Estimate | undefined, reading: Reading): Estimate {
  return before === undefined ? beginEstimate(reading) : advance(before, reading);
}

/** What is on its way into the library, as the main process tells it. */
export const useUploads = create<UploadsState>()((set) => ({
  batches: [],
  files: new Map(),
  estimates: new Map(),
  overall: null,
  pausedAll: false,
  trayOpen: false,
  trayView: 'drops',
  setTrayOpen: (trayOpen) => set({ trayOpen, trayView: 'drops' }),
  setTrayView: (trayView) => set({ trayView, trayOpen: true }),
  setBatches: (batches, pausedAll) => set({ batches: mergeBatches([], batches), pausedAll }),
  applyProgress: ({ batches, files, pausedAll }, now) =>
    set((state) => {
      const estimates = new Map(state.estimates);
      for (const batch of batches) {
        if (isMoving(batch))
          estimates.set(batch.id, estimated(estimates.get(batch.id), readingOf([batch], now)));
        else estimates.delete(batch.id);
      }
      const merged = mergeBatches(state.batches, batches);
      const moving = merged.filter(isMoving);
      const known = new Map(state.batches.map((batch) => [batch.id, batch]));
      const isNoted = batches.some((batch) => isNoteworthy(batch, known.get(batch.id)));
      return {
        batches: merged,
        files: mergeFiles(state.files, files),
        estimates,
        overall: moving.length === 0 ? null : estimated(state.overall ?? undefined, readingOf(moving, now)),
        pausedAll,
        trayOpen: state.trayOpen || isNoted,
      };
    }),
  addFiles: (files) =>
    set((state) => ({
      // What the progress told meanwhile is newer.
      files: mergeFiles(
        state.files,
        files.filter((file) => isInFlight(file) && !state.files.has(file.id)),
      ),
    })),
  forgetPublished: (ids) =>
    set((state) => {
      const files = new Map(state.files);
      for (const id of ids) files.delete(id);
      return { files };
    }),
  remove: (batchId) =>
    set((state) => ({
      batches: state.batches.filter(({ id }) => id !== batchId),
      files: new Map([...state.files].filter(([, file]) => file.batchId !== batchId)),
    })),
}));

/**
 * Files on their way that belong to what is shown. The array changes only when files come, go or change
 * their state; for the moving figure use `useUploadProgress` in the cell.
 */
export function useUploadPlaceholders(scope: Scope): readonly UploadFile[] {
  const last = useRef<readonly UploadFile[]>([]);
  return useUploads(({ files }) => {
    // A new version of an asset stands where the asset is.
    const shown = [...files.values()].filter((file) => file.replaces === undefined && isInScope(file, scope));
    const same =
      shown.length === last.current.length &&
      shown.every((file, index) => {
        const before = last.current[index];
        return before?.id === file.id && before.state === file.state && before.name === file.name;
      });
    if (!same) last.current = shown;
    return last.current;
  });
}

/** Whether a drop is held by the person. */
export function useIsHeld(batchId: BatchId): boolean {
  return useUploads(({ batches }) => batches.find(({ id }) => id === batchId)?.paused === true);
}

/** How much of one file is through, 0 to 1. */
export function useUploadProgress(id: UploadId): number {
  return useUploads(({ files }) => {
    const file = files.get(id);
    if (!file) return 0;
    if (file.state === 'published' || file.state === 'verifying') return 1;
    return file.size === 0 ? 0 : Math.min(1, file.sentBytes / file.size);
  });
}
