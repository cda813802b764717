import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function healthHandlers({ session }: AppParts): AreaHandlers<'health'> {
  return {
    'health.get': () => session.library.health.health(),
    'health.checkNow': () => session.library.health.checkNow(),
  };
}
