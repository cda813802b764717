import type { BatchId, UploadId } from '@shared/domain/ids.ts';
import type { UploadFile } from '@shared/domain/upload.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '../../components/skeleton.tsx';
import { FileRow } from './file-row.tsx';
import styles from './tray.module.css';

const rowHeight = 46;
/** A failure says what happened and what to do on two lines. */
const failedHeight = 64;
const mostHeight = 264;
export const pageSize = 100;

export interface FileListProps {
  batchId: BatchId;
  total: number;
  /** They come first. */
  failed: number;
  paused?: boolean;
  ended?: boolean;
  /** A hook that gives the files of each of these pages, empty while they are read. */
  usePages: (batchId: BatchId, pages: readonly number[]) => readonly (readonly UploadFile[])[];
  /** What is known of single files since. */
  live?: ReadonlyMap<UploadId, UploadFile>;
  onShown?: (ids: readonly UploadId[]) => void;
}

/** Files, failures first; only the visible ones exist, so that 5,000 are no burden. */
export function FileList(props: FileListProps) {
  const { batchId, total, failed, paused = false, ended = false, usePages, live, onShown } = props;
  const { t } = useTranslation('uploads');
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (index < failed ? failedHeight : rowHeight),
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights follow from the number of failures
  useLayoutEffect(() => rows.measure(), [rows, failed]);
  const visible = rows.getVirtualItems();
  const pages = [...new Set(visible.map(({ index }) => Math.floor(index / pageSize)))];
  const files = new Map(
    usePages(batchId, pages).flatMap((page, at) =>
      page.map((file, index) => [(pages[at] ?? 0) * pageSize + index, file] as const),
    ),
  );
  const shown = visible.flatMap(({ index }) => files.get(index)?.id ?? []);
  const shownKey = shown.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when others are on screen, not at each drawing
  useEffect(() => {
    onShown?.(shown);
    return () => onShown?.([]);
  }, [onShown, shownKey]);

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
              aria-setsize={total}
              aria-posinset={index + 1}
            >
              {file ? (
                <FileRow file={live?.get(file.id) ?? file} paused={paused} ended={ended} />
              ) : (
                <Skeleton width="60%" />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
