import { basename } from 'node:path';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function similarHandlers({ session }: AppParts): AreaHandlers<'similar'> {
  return {
    'similar.search': (input) => session.library.similar.search(input),
    'similar.index': () => session.library.similar.index(),
    'similar.rebuildIndex': ({ which }) => session.library.similar.rebuildIndex(which),
    'similar.measureRecall': () => session.library.similar.measureRecall(),
    'similar.embedPath': ({ path }) => session.library.similar.embedPath(path, basename(path)),
    'similar.embedBytes': ({ name, bytes }) => session.library.similar.embedBytes(bytes, name),
  };
}
