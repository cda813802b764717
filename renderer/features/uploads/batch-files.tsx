import type { UploadBatch } from '@shared/domain/upload.ts';
import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { FileRow } from './file-row.tsx';
import styles from './tray.module.css';
import { isActive } from './upload-state.ts';
import { useUploads } from './upload-store.ts';

const rowHeight = 46;
/** A failure says what happened and what to do on two lines. */
const failedHeight = 64;
const mostHeight = 264;
const pageSize = 100;
/** The order (failures first) is read again at this pace while it changes; single rows move with every message. */
const refreshMs = 1500;

/** The files of a drop, failures first; only the visible ones exist, so that 5,000 are no burden. */
export function BatchFiles({ batch }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  const scroller = useRef<HTMLDivElement>(null);
  const { failed } = batch;
  const rows = useVirtualizer({
    count: batch.total,
    getScrollElement: () => scroller.current,
    // Failures come first.
    estimateSize: (index) => (index < failed ? failedHeight : rowHeight),
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights follow from the number of failures
  useLayoutEffect(() => rows.measure(), [rows, failed]);
  const visible = rows.getVirtualItems();
  const pages = [...new Set(visible.map(({ index }) => Math.floor(index / pageSize)))];
  const live = useUploads((state) => state.files);
  const active = isActive(batch);
  const settled = batch.published + batch.failed + batch.duplicates + batch.cancelled;

  const results = useQueries({
    queries: pages.map((page) => ({
      // A finished batch is read once more for each change of its figures (retry, keep a duplicate).
      queryKey: [
        ...queryKeys.batchFiles(batch.id, page * pageSize),
        active ? 'active' : settled,
        batch.failed,
      ],
      queryFn: () =>
        client.ingest.files({ batchId: batch.id, states: null, offset: page * pageSize, limit: pageSize }),
      refetchInterval: active ? refreshMs : (false as const),
      placeholderData: (before: Awaited<ReturnType<typeof client.ingest.files>> | undefined) => before,
    })),
  });
  const files = new Map(
    results.flatMap((result, at) =>
      (result.data?.files ?? []).map((file, index) => [(pages[at] ?? 0) * pageSize + index, file] as const),
    ),
  );

  return (
    <div
      ref={scroller}
      className={styles.files}
      style={{ height: Math.min(mostHeight, rows.getTotalSize() + 1) }}
    >
      <ul className={styles.canvas} style={{ height: rows.getTotalSize() }} aria-label={t('tray.files')}>
        {visible.map(({ index, start, size }) => {
          const file = files.get(index);
          return (
            <li
              key={index}
              className={styles.file}
              style={{ transform: `translateY(${start}px)`, height: size }}
              aria-setsize={batch.total}
              aria-posinset={index + 1}
            >
              {file ? <FileRow file={live.get(file.id) ?? file} /> : <Skeleton width="60%" />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
