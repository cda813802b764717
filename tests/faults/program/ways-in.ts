import { join } from 'node:path';
import type { z } from 'zod';
import type { OpenLibrary } from '../../../electron/connection/compose.ts';
import { Intake } from '../../../electron/intake/intake.ts';
import { sessionWith } from '../../support/intake-session.ts';
import { watchFolder } from '../../support/watch-request.ts';
import type { Asked, handInSchema } from '../protocol.ts';

export async function watch(library: OpenLibrary, { path, brandId, clear }: Asked<'watch'>): Promise<null> {
  await watchFolder(library, { path, brandId, cleared: clear });
  return null;
}

/** Gives what closes it besides. */
export async function openIntake(
  library: OpenLibrary,
  { folder }: Asked<'intake'>,
): Promise<{ handIn: z.infer<typeof handInSchema>; close: () => Promise<void> }> {
  const intake = await Intake.open({
    folder,
    // Nobody installs a node here.
    nodeSource: folder,
    session: sessionWith(library),
    version: '0.0.0',
    onChange: () => undefined,
  });
  // A new one each time, and whatever port is free.
  const token = await intake.createToken();
  const { api } = await intake.update({ api: { enabled: true, port: null } });
  return {
    handIn: { url: api.url ?? '', token, spool: join(folder, 'spool') },
    close: () => intake.close(),
  };
}
