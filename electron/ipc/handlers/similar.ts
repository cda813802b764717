import { basename } from 'node:path';
import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

const later = (): never => {
  throw new AppError('not_available_yet', 'Not yet');
};

export function similarHandlers({ session }: AppParts): AreaHandlers<'similar'> {
  return {
    'similar.search': (input) => session.library.similar.search(input),
    'similar.index': later,
    'similar.rebuildIndex': later,
    'similar.measureRecall': later,
    'similar.embedPath': ({ path }) => session.library.similar.embedPath(path, basename(path)),
    'similar.embedBytes': ({ name, bytes }) => session.library.similar.embedBytes(bytes, name),
  };
}
