import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

type Checks = Pick<
  AreaHandlers<'connection'>,
  'connection.check' | 'connection.inspect' | 'connection.adopt' | 'connection.tailnet'
>;

const later = (): never => {
  throw new AppError('not_available_yet', 'Not yet');
};

export function connectionCheckHandlers(_parts: AppParts): Checks {
  return {
    'connection.check': later,
    'connection.inspect': later,
    'connection.adopt': later,
    'connection.tailnet': later,
  };
}
