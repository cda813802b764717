import type { OpenLibrary } from '../../electron/connection/compose.ts';
import type { IntakeSession } from '../../electron/intake/intake.ts';

/** An app with this library open and nothing else, as an intake sees it. */
export function sessionWith(library: OpenLibrary): IntakeSession {
  return {
    status: {
      state: 'open',
      kind: 'local',
      profileId: null,
      name: 'Library',
      environment: 'local',
      access: 'write',
    },
    current: 'local',
    library,
  };
}
