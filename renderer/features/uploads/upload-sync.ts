import type { BatchId, UploadId } from '@shared/domain/ids.ts';
import type { UploadBatch } from '@shared/domain/upload.ts';
import type { QueryClient } from '@tanstack/react-query';
import { client, onEvent } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { followLatePublished } from './late-published.ts';
import { followPlace } from './on-screen.ts';
import { inFlightStates, isActive } from './upload-state.ts';
import { useUploads } from './upload-store.ts';

/** Placeholders beyond this many would not be looked at one by one. */
const placeholderLimit = 500;
/** While folders are walked, the list is read again at this pace. */
const listEveryMs = 400;

/** Reads what is in the tray: drops of this session, and those that a restart found unfinished. */
export async function readUploads(): Promise<void> {
  const { batches, pausedAll } = await client.ingest.batches({});
  useUploads.getState().setBatches(batches, pausedAll);
}

/** Keeps the upload store true: progress, and the names of files still in the queue. */
export function startUploadSync(queries: QueryClient): () => void {
  const listedTotals = new Map<BatchId, number>();
  const timers = new Map<BatchId, ReturnType<typeof setTimeout>>();

  const listFiles = async (batchId: BatchId): Promise<void> => {
    timers.delete(batchId);
    const states = [...inFlightStates];
    const { files } = await client.ingest.files({ batchId, states, offset: 0, limit: placeholderLimit });
    useUploads.getState().addFiles(files);
  };

  const follow = (batches: readonly UploadBatch[]): void => {
    for (const batch of batches) {
      if (!isActive(batch) || listedTotals.get(batch.id) === batch.total || timers.has(batch.id)) continue;
      const first = !listedTotals.has(batch.id);
      listedTotals.set(batch.id, batch.total);
      // A batch that went away meanwhile has nothing to list.
      const list = (): void => void listFiles(batch.id).catch(() => undefined);
      timers.set(batch.id, setTimeout(list, first ? 0 : listEveryMs));
    }
  };

  /** Published files seen when a list of assets began to be read: they are in it. */
  const seen = new Map<string, UploadId[]>();
  const publishedNow = (): UploadId[] =>
    [...useUploads.getState().files.values()].flatMap((file) =>
      file.state === 'published' ? [file.id] : [],
    );

  const stopFollowing = useUploads.subscribe(({ batches }, before) => {
    if (batches !== before.batches) follow(batches);
  });
  const stops = [
    onEvent('ingest.progress', (progress) => useUploads.getState().applyProgress(progress, Date.now())),
    queries.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.query.queryKey[1] !== 'outline') return;
      const key = event.query.queryHash;
      if (event.action.type === 'fetch') seen.set(key, publishedNow());
      if (event.action.type === 'success') {
        const ids = seen.get(key) ?? [];
        seen.delete(key);
        if (ids.length > 0) useUploads.getState().forgetPublished(ids);
      }
    }),
  ];
  stops.push(followPlace());
  stops.push(
    followLatePublished(() => {
      const lists = { queryKey: queryKeys.outlines() };
      void queries.invalidateQueries(lists, { cancelRefetch: false });
    }),
  );
  return () => {
    for (const timer of timers.values()) clearTimeout(timer);
    stopFollowing();
    for (const stop of stops) stop();
  };
}
