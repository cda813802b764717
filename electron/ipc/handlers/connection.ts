import type { Profile } from '../../../shared/domain/servers.ts';
import { exportName, readExport, writeExport } from '../../connection/profiles/exchange.ts';
import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';
import { connectionCheckHandlers } from './connection-checks.ts';

/** What a library has to be opened anew for when it changes. */
function reachedBy({
  database,
  storage,
  trustedCertificates,
  plainConnectionsAllowed,
  person,
}: Profile): string {
  return JSON.stringify([database, storage, trustedCertificates, plainConnectionsAllowed, person]);
}

export function connectionHandlers(parts: AppParts): AreaHandlers<'connection'> {
  const { session, profiles, localExists, dialogs } = parts;
  return {
    ...connectionCheckHandlers(parts),
    'connection.profiles': async () => ({
      profiles: profiles.list(),
      current: session.current,
      localExists: await localExists(),
      secrets: profiles.secretsKept,
    }),
    'connection.save': async ({ draft }) => {
      const before = draft.id === null ? null : profiles.get(draft.id);
      const saved = await profiles.save(draft);
      if (before !== null && session.current === saved.id) {
        const secretsTyped = draft.secrets.databasePassword !== null || draft.secrets.secretKey !== null;
        if (secretsTyped || reachedBy(before) !== reachedBy(saved)) void session.reopen();
        else session.renamed();
      }
      return saved;
    },
    'connection.remove': async ({ id }) => {
      if (session.current === id) throw new AppError('profile_in_use', 'The profile is open');
      await profiles.remove(id);
      return {};
    },
    'connection.open': ({ id }) => session.open(id),
    'connection.exportProfile': async ({ id }) => {
      const profile = profiles.get(id);
      const path = await dialogs.saveFile(exportName(profile.name));
      if (path !== null) await writeExport(path, profile);
      return { saved: path !== null };
    },
    'connection.importProfile': async () => {
      const path = await dialogs.chooseFile('json');
      return { draft: path === null ? null : await readExport(path) };
    },
  };
}
