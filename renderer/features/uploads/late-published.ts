import type { UploadId } from '@shared/domain/ids.ts';
import { useUploads } from './upload-store.ts';

/** Lists of assets are read again within this time of a change. */
const patienceMs = 3000;

/**
 * Of thousands of files that end at once some are told of after the list that has their assets was read: they would stand as
 * being on their way until something else changes. Calls `refresh` for those that no list took over in time.
 */
export function followLatePublished(refresh: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Those that lists were read again for: another time would tell nothing else. */
  let asked: ReadonlySet<UploadId> = new Set();
  const published = (): UploadId[] =>
    [...useUploads.getState().files.values()].flatMap(({ id, state }) => (state === 'published' ? [id] : []));
  const watch = (): void => {
    if (timer !== undefined) return;
    const waiting = published().filter((id) => !asked.has(id));
    if (waiting.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      const left = published();
      if (waiting.some((id) => left.includes(id))) {
        asked = new Set(left);
        refresh();
      }
      watch();
    }, patienceMs);
  };
  const stop = useUploads.subscribe(({ files }, before) => {
    if (files !== before.files) watch();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
