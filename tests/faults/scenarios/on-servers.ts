import { setTimeout as delay } from 'node:timers/promises';
import {
  type AssetId,
  assetIdSchema,
  type BatchId,
  type BrandId,
  batchIdSchema,
} from '../../../shared/domain/ids.ts';
import type { Finding } from '../../support/consistency.ts';
import type { Arena } from '../arena.ts';
import type { ServersGround } from '../ground.ts';
import { type LibraryProcess, Refused } from '../library-process.ts';
import type { Plan } from '../plan.ts';
import { compareBrand, dropOf, hasLarge } from './files.ts';
import { checksumsOf, dropOnce, lastLife, newBrand, openAgain, rest, until } from './servers-life.ts';

/** Files are dropped; killed again and again, each of them is there once in the end. */
export async function ingest(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const dropped = await dropOf(plan, library.folder);
  let brandId: BrandId | null = null;
  const drop = dropOnce(() => brandId && { do: 'drop', paths: [dropped.folder], brandId });
  await arena.lives(plan, random, async (life, index, arm) => {
    if (index > 0) life.storm();
    await openAgain(life, library);
    brandId ??= await newBrand(life, plan);
    if (index === 0) {
      await arm();
      life.storm();
    }
    await drop(life.process);
    await rest(life, library);
  });
  return await lastLife(arena, library, drop, async () =>
    brandId === null
      ? []
      : compareBrand(brandId, await checksumsOf(library, brandId), dropped.checksums, { mayMiss: false }),
  );
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
      const drop = await life.ask({ do: 'drop', paths: [purged.folder], brandId: made.purged });
      await life.process.ask({ do: 'settle' });
      brands = made;
      await life.ask({ do: 'undo', batchId: batchIdSchema.parse(drop) });
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
