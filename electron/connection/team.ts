import type { DatabaseEngine } from '../database/engines/engine.ts';
import { log } from '../log.ts';
import { Announcements } from './announcements.ts';
import type { Change } from './changes.ts';
import type { Access } from './health/gate.ts';
import { countDesktops, type Desktop, type Presence, startPresence } from './presence.ts';

/** This desktop among those that have the same library open. */
export interface Team {
  readonly desktop: Desktop;
  readonly access: Access;
}

interface JoinOptions {
  /** Null where the library is this computer's alone. */
  readonly team: Team | null;
  readonly engine: DatabaseEngine;
  readonly onChange: (change: Change) => void;
}

/** The other desktops, as this one meets them. */
export interface Others {
  /** Desktops that have the library open, this one included. */
  count(): Promise<number>;
  tell(change: Change): void;
  leave(): Promise<void>;
}

/** How long a server that does not answer may hold up the goodbye; it notices by itself. */
const goodbyeMs = 2000;

/** Makes this desktop known to the others of its library, and hears what they change. */
export async function joinTeam({ team, engine, onChange }: JoinOptions): Promise<Others> {
  if (team === null) {
    return { count: async () => 1, tell: () => undefined, leave: async () => undefined };
  }
  const { backgroundDb: db, line } = engine;
  const { desktop, access } = team;
  // Who may only look may not sign in either.
  const presence: Presence | null = access === 'write' ? await startPresence(db, desktop) : null;
  const announcements =
    line === undefined ? null : new Announcements({ db, line, desktopId: desktop.id, onChange });
  announcements?.start();
  return {
    count: () => countDesktops(db),
    tell(change) {
      if (access === 'write') announcements?.tell(change);
    },
    async leave() {
      await announcements?.stop();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, goodbyeMs);
      });
      const goodbye = presence?.close().catch((error: unknown) => {
        log.warn('the goodbye was not taken', { message: String(error) });
      });
      await Promise.race([goodbye, late]).finally(() => clearTimeout(timer));
    },
  };
}
