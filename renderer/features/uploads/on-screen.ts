import type { BatchId, UploadId } from '@shared/domain/ids.ts';
import { useEffect } from 'react';
import { client } from '../../app/client.ts';
import { useView } from '../../app/view-store.ts';
import { isActive } from './upload-state.ts';
import { useUploads } from './upload-store.ts';

/** Told at once, and then at most this often; it only changes the order of what waits. */
const tellMs = 400;
const mostIds = 300;

/** In the tray, by drop; and in the grid, where only cells on screen exist. */
const shown = new Map<BatchId, readonly UploadId[]>();
const cells = new Set<UploadId>();
let timer: ReturnType<typeof setTimeout> | null = null;
let told = '';
let toldAt = Number.NEGATIVE_INFINITY;

function tell(): void {
  timer = null;
  if (!useUploads.getState().batches.some(isActive)) return;
  const { scope } = useView.getState();
  const place =
    scope.kind === 'brand'
      ? { brandId: scope.brandId, projectId: null }
      : scope.kind === 'project'
        ? { brandId: scope.brandId, projectId: scope.projectId }
        : null;
  const uploadIds = [...new Set([...cells, ...[...shown.values()].flat()])].slice(0, mostIds);
  const now = JSON.stringify({ place, uploadIds });
  if (now === told) return;
  told = now;
  toldAt = performance.now();
  // An order is a wish: without an answer the files still go.
  void client.ingest.onScreen({ place, uploadIds }).catch(() => {
    told = '';
  });
}

function plan(): void {
  timer ??= setTimeout(tell, Math.max(0, toldAt + tellMs - performance.now()));
}

/** The files of a drop that the tray shows now, which then go first; none when it is folded. */
export function tellShown(batchId: BatchId, ids: readonly UploadId[]): void {
  if (ids.length === 0) shown.delete(batchId);
  else shown.set(batchId, ids);
  plan();
}

/** A cell of the grid stands for a file on its way, for as long as the cell is there. */
export function useTellOnScreen(id: UploadId): void {
  useEffect(() => {
    cells.add(id);
    plan();
    return () => {
      cells.delete(id);
      plan();
    };
  }, [id]);
}

/** Tells the main process which place is open, as long as something goes up. Returns the way to stop. */
export function followPlace(): () => void {
  const stops = [
    useView.subscribe(({ scope }, before) => {
      if (scope !== before.scope) plan();
    }),
    useUploads.subscribe(({ batches }, before) => {
      if (batches.length > before.batches.length) plan();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
}
