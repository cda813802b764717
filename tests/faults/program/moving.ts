import { setTimeout as delay } from 'node:timers/promises';
import { openServersEnd } from '../../../electron/relocation/end.ts';
import { Relocations } from '../../../electron/relocation/relocations.ts';
import { profileIdSchema } from '../../../shared/domain/servers.ts';
import type { Asked } from '../protocol.ts';

const sourceId = profileIdSchema.parse('11111111-1111-4111-8111-111111111111');

/** Moves a library, or goes on with it; gives how that ended, and what did not come along. */
export async function move({ folder, from, to, toId }: Asked<'move'>): Promise<string> {
  const relocations = await Relocations.open({
    folder,
    openEnd: (id, use) => openServersEnd(id === toId ? to : from, use),
    nameOf: (id) => id,
    openLibrary: async () => undefined,
    publish: () => undefined,
    onArrived: () => undefined,
  });
  if (relocations.current === null) await relocations.start(sourceId, toId);
  else relocations.wake();
  try {
    for (;;) {
      const state = relocations.current?.state;
      if (state === 'done' || state === 'failed' || state === 'cancelled') {
        return `${state} ${relocations.current?.problemCount ?? 0}`;
      }
      await delay(10);
    }
  } finally {
    await relocations.close();
  }
}
