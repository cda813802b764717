import type { EndedDrop } from '@shared/domain/upload.ts';
import { useQueries } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { FileList, pageSize } from './file-list.tsx';

/** The files of an ended drop, failures first, each with what became of it. */
export function HistoryFiles({ drop }: { drop: EndedDrop }) {
  const total = drop.published + drop.duplicates + drop.conflicts + drop.failed + drop.cancelled;
  return <FileList total={total} failed={drop.failed} ended usePages={usePages} batchId={drop.id} />;
}

function usePages(batchId: EndedDrop['id'], pages: readonly number[]) {
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: queryKeys.uploadHistoryFiles(batchId, page * pageSize),
      queryFn: () => client.ingest.historyFiles({ batchId, offset: page * pageSize, limit: pageSize }),
    })),
  }).map(({ data }) => data?.files ?? []);
}
