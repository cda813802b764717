import type { BatchId, UploadId } from '@shared/domain/ids.ts';
import type { UploadBatch } from '@shared/domain/upload.ts';
import { useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { FileList, pageSize } from './file-list.tsx';
import { tellShown } from './on-screen.ts';
import { isActive, settledCount } from './upload-state.ts';
import { useUploads } from './upload-store.ts';

/** The order (failures first) is read again at this pace while it changes; single rows move with every message. */
const refreshMs = 1500;

type Reply = Awaited<ReturnType<typeof client.ingest.files>>;

/** The files of a drop, failures first. */
export function BatchFiles({ batch }: { batch: UploadBatch }) {
  const live = useUploads((state) => state.files);
  const active = isActive(batch);
  const { failed, undecided, openConflicts, total, paused } = batch;
  const settled = settledCount(batch);
  const usePages = (batchId: BatchId, pages: readonly number[]) =>
    useQueries({
      queries: pages.map((page) => ({
        // A finished batch is read once more for each change of its figures (retry, a decision on duplicates).
        queryKey: [
          ...queryKeys.batchFiles(batchId, page * pageSize),
          active ? 'active' : settled,
          failed,
          undecided,
          openConflicts,
        ],
        queryFn: () =>
          client.ingest.files({ batchId, states: null, offset: page * pageSize, limit: pageSize }),
        refetchInterval: active ? refreshMs : (false as const),
        placeholderData: (before: Reply | undefined) => before,
      })),
    }).map(({ data }) => data?.files ?? []);
  const { id } = batch;
  const onShown = useCallback((ids: readonly UploadId[]) => tellShown(id, ids), [id]);
  return (
    <FileList
      batchId={id}
      total={total}
      failed={failed}
      paused={paused}
      usePages={usePages}
      live={live}
      {...(active && { onShown })}
    />
  );
}
