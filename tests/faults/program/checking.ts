import { setTimeout as delay } from 'node:timers/promises';
import type { OpenLibrary } from '../../../electron/connection/compose.ts';
import { openTargetDatabase, openTargetStore } from '../../../electron/connection/drivers.ts';
import { clearDue } from '../../../electron/library-check/clear.ts';
import { Findings } from '../../../electron/library-check/findings.ts';
import type { Asked } from '../protocol.ts';

/** Gives the kinds of what was found. */
export async function check({ check: library }: OpenLibrary): Promise<string[]> {
  await library.start({ verify: false });
  for (;;) {
    const { running, failed, groups } = await library.status();
    if (running === null) {
      if (failed !== null) throw new Error(`The check failed: ${failed}`);
      return groups.map(({ kind }) => kind);
    }
    await delay(10);
  }
}

export async function repair({ check: library }: OpenLibrary, { keys, brandId }: Asked<'repair'>) {
  const { restored: files } = await library.repairFiles(null);
  const { queued } = await library.makeRenditions();
  const { findings } = await library.findings('orphan_object', 0, 100);
  const ids = findings.filter(({ path }) => keys.some((key) => path.endsWith(`/${key}`))).map(({ id }) => id);
  const { restored: assets } = await library.restoreAssets(ids, brandId);
  return { files, queued, assets };
}

/** As the daily check does a week later. */
export async function clear({ target }: Asked<'clear'>): Promise<number> {
  const [engine, store] = [openTargetDatabase(target), await openTargetStore(target)];
  try {
    const { signal } = new AbortController();
    return await clearDue({ db: engine.db, store, findings: new Findings(engine.db), signal, days: 0 });
  } finally {
    await engine.close();
    store.agent.destroy();
  }
}
