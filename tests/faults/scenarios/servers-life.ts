import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type BrandId, brandIdSchema } from '../../../shared/domain/ids.ts';
import { type Finding, findInconsistencies } from '../../support/consistency.ts';
import { type Arena, type Life, untilClean } from '../arena.ts';
import type { ServersGround } from '../ground.ts';
import { Died, type LibraryProcess } from '../library-process.ts';
import type { Plan } from '../plan.ts';
import type { Command, LibraryPlace } from '../protocol.ts';

const settledSchema = z.object({ failed: z.array(z.string()) });
const cleanWithinMs = 4000;
const cleanAfterRestartMs = 30_000;

const placeOf = ({ target, desktopId, folder }: ServersGround): LibraryPlace => ({
  kind: 'servers',
  target,
  desktopId,
  folder,
});

/** Lets the time pass after which work of a process that is gone is handed out again. */
async function letTimePass({ run }: ServersGround): Promise<void> {
  await run(
    `update sparklio_jobs.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'`,
  );
}

/** Opens the library; the time in which it was thought to be worked on elsewhere has passed. */
export async function openAgain(life: Pick<Life, 'ask'>, library: ServersGround): Promise<void> {
  await letTimePass(library);
  await life.ask({ do: 'open', place: placeOf(library) });
}

async function jobsLeft({ run }: ServersGround): Promise<boolean> {
  // What waits for its next attempt has waited long enough.
  await run(`update sparklio_jobs.job set start_after = now() where state = 'retry' and start_after > now()`);
  const rows = await run(
    `select 1 from sparklio_jobs.job where state in ('created', 'retry', 'active') limit 1`,
  );
  return rows.length > 0;
}

/** The life after the last kill, in fair weather: everything that was begun comes to its end, and is looked at. */
export async function lastLife(
  arena: Arena,
  library: ServersGround,
  finish: (process: LibraryProcess) => Promise<void>,
  check: () => Promise<Finding[]>,
): Promise<Finding[]> {
  const process = arena.process({ media: true });
  try {
    const settle = async (): Promise<Finding[]> => {
      const failed: string[] = [];
      for (let turn = 0; turn === 0 || (await jobsLeft(library)); turn += 1) {
        if (turn > 0) await delay(50);
        if (turn % 20 === 0) {
          failed.splice(0, failed.length, ...settledSchema.parse(await process.ask({ do: 'settle' })).failed);
        }
        if (turn > 600) return [{ kind: 'unfinished', what: 'jobs that never end' }];
      }
      return failed.map((what) => ({ kind: 'lost', what: `failed for good: ${what}` }));
    };
    const look = async (): Promise<Finding[]> => [
      ...(await check()),
      ...(await findInconsistencies(
        { db: library.engine.db, s3: library.s3, store: library.store },
        library,
      )),
    ];
    await openAgain(process, library);
    await finish(process);
    const unsettled = await settle();
    const found = await untilClean(look, cleanWithinMs);
    if (unsettled.length + found.length === 0) return [];
    // What was given up meanwhile is cleared away at the next start at the latest.
    await process.ask({ do: 'close' });
    await openAgain(process, library);
    return [...(await settle()), ...(await untilClean(look, cleanAfterRestartMs))];
  } finally {
    await process.kill();
  }
}

export async function checksumsOf({ run }: ServersGround, brandId: BrandId): Promise<string[]> {
  const rows = await run('select checksum from public.generated_assets where brand_id = $1', [brandId]);
  return rows.map(({ checksum }) => String(checksum)).sort();
}

/** SHA-256 of the former files that a brand's assets had. */
export async function formersOf({ run }: ServersGround, brandId: BrandId): Promise<string[]> {
  const rows = await run(
    `select v.checksum from sparklio.asset_versions v
     join sparklio.assets a on a.asset_id = v.asset_id where a.brand_id = $1`,
    [brandId],
  );
  return rows.map(({ checksum }) => String(checksum)).sort();
}

/** Drops files once: a life that ended at its step had taken the drop, and what was refused is dropped again. Null: not yet. */
export function dropOnce(command: () => Command | null): (process: LibraryProcess) => Promise<void> {
  let isTaken = false;
  return async (process) => {
    const wanted = isTaken ? null : command();
    if (wanted === null) return;
    isTaken = true;
    try {
      await process.ask(wanted);
    } catch (error) {
      if (process.isAlive) isTaken = false;
      throw error;
    }
  };
}

export async function newBrand(life: Life, { seed }: Plan): Promise<BrandId> {
  return brandIdSchema.parse(await life.ask({ do: 'brand', name: `Run ${seed} ${Math.random()}` }));
}

/** Until nothing is on its way, and the storm is over. */
export async function rest(life: Life, library: ServersGround): Promise<void> {
  const settled = life.process.ask({ do: 'settle' });
  await Promise.all([settled, life.stormOver().then(() => life.process.ask({ do: 'settle' }))]);
  const isAtRest = async (): Promise<boolean> => {
    const buried = await library.run('select 1 from sparklio.tombstones limit 1');
    return buried.length === 0 && !(await jobsLeft(library));
  };
  // A tombstone may wait for the next start.
  for (let looks = 0; looks < 80 && !(await isAtRest()); looks += 1) {
    if (looks % 20 === 0) await life.process.ask({ do: 'settle' });
    if (!life.process.isAlive) throw new Died('The process ended');
    await delay(50);
  }
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10);
}
