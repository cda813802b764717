import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

const later = (): never => {
  throw new AppError('not_available_yet', 'Not yet');
};

export function embeddingHandlers(_parts: AppParts): AreaHandlers<'embedding'> {
  return {
    'embedding.status': later,
    'embedding.probe': later,
    'embedding.choose': later,
    'embedding.clip': later,
    'embedding.downloadClip': later,
    'embedding.cancelClip': later,
    'embedding.removeClip': later,
  };
}
