import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

const later = (): never => {
  throw new AppError('not_available_yet', 'Not yet');
};

export function embeddingHandlers(
  _parts: AppParts,
): Pick<AreaHandlers<'embedding'>, 'embedding.status' | 'embedding.probe' | 'embedding.choose'> {
  return {
    'embedding.status': later,
    'embedding.probe': later,
    'embedding.choose': later,
  };
}
