import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  type AssetId,
  assetIdSchema,
  type BatchId,
  type BrandId,
  batchIdSchema,
  brandIdSchema,
} from '../../../shared/domain/ids.ts';
import { type Finding, findInconsistencies } from '../../support/consistency.ts';
import { type Arena, type Life, untilClean } from '../arena.ts';
import type { ServersGround } from '../ground.ts';
import { Died, type LibraryProcess, Refused } from '../library-process.ts';
import type { Plan } from '../plan.ts';
import type { LibraryPlace } from '../protocol.ts';
import { compareBrand, dropOf, hasLarge } from './files.ts';

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
async function openAgain(life: Pick<Life, 'ask'>, library: ServersGround): Promise<void> {
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
async function lastLife(
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

async function checksumsOf({ run }: ServersGround, brandId: BrandId): Promise<string[]> {
  const rows = await run('select checksum from public.generated_assets where brand_id = $1', [brandId]);
  return rows.map(({ checksum }) => String(checksum)).sort();
}

/** Files are dropped; killed again and again, each of them is there once in the end. */
export async function ingest(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const dropped = await dropOf(plan, library.folder);
  let brandId: BrandId | null = null;
  let isTaken = false;
  await arena.lives(plan, random, async (life, index, arm) => {
    if (index > 0) life.storm();
    await openAgain(life, library);
    brandId ??= await newBrand(life, plan);
    if (index === 0) {
      await arm();
      life.storm();
    }
    if (!isTaken) {
      // A life that ended at its step had taken the drop; what was refused is dropped again.
      isTaken = true;
      try {
        await life.process.ask({ do: 'drop', paths: [dropped.folder], brandId });
      } catch (error) {
        if (life.process.isAlive) isTaken = false;
        throw error;
      }
    }
    await rest(life, library);
  });
  return await lastLife(
    arena,
    library,
    async (process) => {
      if (!isTaken && brandId !== null) await process.ask({ do: 'drop', paths: [dropped.folder], brandId });
    },
    async () =>
      brandId === null
        ? []
        : compareBrand(brandId, await checksumsOf(library, brandId), dropped.checksums, { mayMiss: false }),
  );
}

async function newBrand(life: Life, { seed }: Plan): Promise<BrandId> {
  return brandIdSchema.parse(await life.ask({ do: 'brand', name: `Run ${seed} ${Math.random()}` }));
}

/** Until nothing is on its way, and the storm is over. */
async function rest(life: Life, library: ServersGround): Promise<void> {
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

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10);
}

async function partsJournaled({ run }: ServersGround, brandId: BrandId | null): Promise<boolean> {
  const rows = await run('select 1 from sparklio.uploads where multipart_id is not null and brand_id = $1', [
    brandId,
  ]);
  return rows.length > 0;
}

/** A drop is cancelled while it is on its way: nothing is left of what was not published, in the store and in the books. */
export async function cancel(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const dropped = await dropOf(plan, library.folder);
  let brandId: BrandId | null = null;
  let batchId: BatchId | null = null;
  const cancelled = async (process: LibraryProcess): Promise<void> => {
    if (batchId === null) return;
    await process.ask({ do: 'cancel', batchId }).catch((error: unknown) => {
      // Of a drop that has come to its end nothing is known any more.
      if (!(error instanceof Refused && error.code === 'not_found')) throw error;
    });
  };
  await arena.lives(plan, random, async (life, index, arm) => {
    await openAgain(life, library);
    brandId ??= await newBrand(life, plan);
    if (index === 0) {
      // So slow that there is something to cancel.
      if (!plan.isStormy) {
        arena.ground.storage.set(({ method, url = '' }) =>
          method === 'PUT' && url.includes('partNumber') ? { kind: 'slow', pauseMs: 30 } : null,
        );
      }
      batchId = batchIdSchema.parse(await life.ask({ do: 'drop', paths: [dropped.folder], brandId }));
      await arm();
    }
    life.storm();
    // Where it is when it is cancelled is as the seed has it, and in parts where that is what the step is about.
    if (index > 0 || plan.isStormy || !hasLarge(plan)) await delay(random() * 150);
    else await until(async () => (await partsJournaled(library, brandId)) || !life.process.isAlive);
    await cancelled(life.process);
    await rest(life, library);
  });
  return await lastLife(arena, library, cancelled, async () =>
    brandId === null
      ? []
      : compareBrand(brandId, await checksumsOf(library, brandId), dropped.checksums, { mayMiss: true }),
  );
}

/** Assets are purged: nothing of them is left, and nothing but them is gone. */
export async function purge(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const [kept, purged] = [
    await dropOf(plan, library.folder),
    await dropOf({ ...plan, seed: plan.seed + 1_000_000 }, library.folder),
  ];
  let brands: { readonly kept: BrandId; readonly purged: BrandId } | null = null;
  const left = async (): Promise<AssetId[]> => {
    const rows = await library.run('select id from public.generated_assets where brand_id = $1', [
      brands?.purged,
    ]);
    return rows.map(({ id }) => assetIdSchema.parse(id));
  };
  const purgeAll = async (process: LibraryProcess): Promise<void> => {
    const ids = await left();
    if (ids.length > 0) await process.ask({ do: 'purge', ids });
  };
  await arena.lives(plan, random, async (life, index, arm) => {
    if (index > 0) life.storm();
    await openAgain(life, library);
    if (brands === null) {
      const made = { kept: await newBrand(life, plan), purged: await newBrand(life, plan) };
      await life.ask({ do: 'drop', paths: [kept.folder], brandId: made.kept });
      await life.ask({ do: 'drop', paths: [purged.folder], brandId: made.purged });
      await life.process.ask({ do: 'settle' });
      brands = made;
      await life.ask({ do: 'trash', ids: await left() });
      await arm();
      life.storm();
    }
    await purgeAll(life.process);
    await rest(life, library);
  });
  return await lastLife(arena, library, purgeAll, async (): Promise<Finding[]> => {
    if (brands === null) return [];
    return [
      ...compareBrand(brands.kept, await checksumsOf(library, brands.kept), kept.checksums, {
        mayMiss: false,
      }),
      ...(await left()).map((id) => ({ kind: 'orphaned' as const, what: `${id} was purged and is there` })),
    ];
  });
}
