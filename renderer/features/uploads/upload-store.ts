import type { BatchId, UploadId } from '@shared/domain/ids.ts';
import type { Scope } from '@shared/domain/query.ts';
import type { UploadBatch, UploadFile } from '@shared/domain/upload.ts';
import { useRef } from 'react';
import { create } from 'zustand';
import { addSample, type Sample } from './transfer-rate.ts';
import { isActive, isInFlight, isInScope } from './upload-state.ts';

interface UploadsState {
  /** Newest first. */
  batches: readonly UploadBatch[];
  /** Files that are on their way, and those published whose asset is not on screen yet. */
  files: ReadonlyMap<UploadId, UploadFile>;
  /** Readings of the bytes sent, for the remaining time. */
  samples: ReadonlyMap<BatchId, readonly Sample[]>;
  trayOpen: boolean;
  setTrayOpen(open: boolean): void;
  setBatches(batches: readonly UploadBatch[]): void;
  /** Takes a progress message of the main process. `now` in ms since the epoch. */
  applyProgress(
    progress: { batches: readonly UploadBatch[]; files: readonly UploadFile[] },
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

/** What is on its way into the library, as the main process tells it. */
export const useUploads = create<UploadsState>()((set) => ({
  batches: [],
  files: new Map(),
  samples: new Map(),
  trayOpen: false,
  setTrayOpen: (trayOpen) => set({ trayOpen }),
  setBatches: (batches) => set({ batches: mergeBatches([], batches) }),
  applyProgress: ({ batches, files }, now) =>
    set((state) => {
      const samples = new Map(state.samples);
      for (const batch of batches) {
        if (isActive(batch)) {
          samples.set(batch.id, addSample(samples.get(batch.id) ?? [], { at: now, bytes: batch.sentBytes }));
        } else samples.delete(batch.id);
      }
      const known = new Set(state.batches.map(({ id }) => id));
      const isNew = batches.some((batch) => isActive(batch) && !known.has(batch.id));
      return {
        batches: mergeBatches(state.batches, batches),
        files: mergeFiles(state.files, files),
        samples,
        trayOpen: state.trayOpen || isNew,
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
    const shown = [...files.values()].filter((file) => isInScope(file, scope));
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

/** How much of one file is through, 0 to 1. */
export function useUploadProgress(id: UploadId): number {
  return useUploads(({ files }) => {
    const file = files.get(id);
    if (!file) return 0;
    if (file.state === 'published' || file.state === 'verifying') return 1;
    return file.size === 0 ? 0 : Math.min(1, file.sentBytes / file.size);
  });
}
