import type { UploadFile } from '@shared/domain/upload.ts';
import { useEffect, useMemo, useRef } from 'react';
import { useUploadPlaceholders } from '../../uploads/index.ts';
import { loadedIndexOf, type Shown } from './result-source.ts';

const none: readonly UploadFile[] = [];
/** Of a large drop only so many stand before what has come of it already, which would else be out of sight to its end. */
const mostInFront = 12;

/** Whether files on their way have their place at the front of this result. */
function belongsInFront({ text, filters, sort, scope }: Shown['query']): boolean {
  return (
    text === '' &&
    Object.keys(filters).length === 0 &&
    sort.by === 'created' &&
    sort.direction === 'desc' &&
    scope.kind !== 'trash'
  );
}

/**
 * Files on their way into what is shown, the last ones first: so each stands where its asset will be. One that is
 * published stays until a result that has it is on screen.
 */
export function usePlaceholders(shown: Shown | null, scope: Shown['query']['scope']): readonly UploadFile[] {
  const live = useUploadPlaceholders(scope);
  const before = useRef<{ shown: Shown | null; files: readonly UploadFile[] }>({ shown: null, files: none });
  const version = shown?.version;
  const inFront = shown !== null && belongsInFront(shown.query);
  const files = useMemo(() => {
    if (!inFront || shown === null) return none;
    const known = new Set(live.map(({ id }) => id));
    const stillShown = before.current.shown?.version === version;
    const leaving = stillShown
      ? before.current.files.filter(({ id, state }) => state === 'published' && !known.has(id))
      : [];
    const arriving = live
      .filter(({ assetId }) => assetId === null || loadedIndexOf(shown, assetId) < 0)
      .toReversed();
    const all = [...firstOf(arriving, before.current.files), ...leaving];
    return all.length === 0 ? none : all;
  }, [live, version, inFront, shown]);
  useEffect(() => {
    before.current = { shown, files };
  }, [shown, files]);
  return files;
}

/** The last files, and those that stood there before until they are through: so that some of a long drop are soon. */
function firstOf(arriving: readonly UploadFile[], before: readonly UploadFile[]): readonly UploadFile[] {
  if (arriving.length <= mostInFront) return arriving;
  const stood = new Set(before.map(({ id }) => id));
  const staying = arriving.filter(({ id }) => stood.has(id)).slice(0, mostInFront);
  const chosen = new Set(staying);
  for (const file of arriving) {
    if (chosen.size === mostInFront) break;
    chosen.add(file);
  }
  return arriving.filter((file) => chosen.has(file));
}
