import type { BatchId } from '@shared/domain/ids.ts';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useUploads } from './upload-store.ts';

/** Holds a drop, or lets it go on; null means all of them, and those to come. */
export async function setPaused(batchId: BatchId | null, paused: boolean): Promise<void> {
  try {
    if (paused) await client.ingest.pause({ batchId });
    else await client.ingest.resume({ batchId });
  } catch (error) {
    toastError(error);
  }
}

export const togglePauseAll = (): Promise<void> => setPaused(null, !useUploads.getState().pausedAll);
