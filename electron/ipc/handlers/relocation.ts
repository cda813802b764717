import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

const later = (): never => {
  throw new AppError('not_available_yet', 'Not yet');
};

export function relocationHandlers(_parts: AppParts): AreaHandlers<'relocation'> {
  return {
    'relocation.preview': later,
    'relocation.start': later,
    'relocation.current': later,
    'relocation.pause': later,
    'relocation.resume': later,
    'relocation.cancel': later,
    'relocation.saveReport': later,
    'relocation.removeSource': later,
  };
}
