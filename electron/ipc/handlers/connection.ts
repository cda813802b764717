import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

const later = (): never => {
  throw new AppError('not_available_yet', 'Not yet');
};

export function connectionHandlers(_parts: AppParts): AreaHandlers<'connection'> {
  return {
    'connection.profiles': () => ({
      profiles: [],
      current: null,
      localExists: false,
      secrets: 'session-only',
    }),
    'connection.check': later,
    'connection.save': later,
    'connection.remove': later,
    'connection.open': later,
    'connection.inspect': later,
    'connection.adopt': later,
    'connection.exportProfile': later,
    'connection.importProfile': later,
    'connection.tailnet': later,
  };
}
