import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

const later = (): never => {
  throw new AppError('not_available_yet', 'Not yet');
};

export function healthHandlers(_parts: AppParts): AreaHandlers<'health'> {
  return {
    'health.get': later,
    'health.checkNow': later,
  };
}
