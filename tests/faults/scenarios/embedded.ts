import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type BrandId, brandIdSchema } from '../../../shared/domain/ids.ts';
import type { Finding } from '../../support/consistency.ts';
import { type Arena, Life } from '../arena.ts';
import type { Plan } from '../plan.ts';
import { compareBrand, dropOf } from './files.ts';

const inspectedSchema = z.object({
  findings: z.array(
    z.object({ kind: z.enum(['lost', 'orphaned', 'doubled', 'unfinished']), what: z.string() }),
  ),
  checksums: z.array(z.object({ brandId: z.string(), checksum: z.string() })),
});

/** The same as on servers, with the database and the object store in the app's own process. */
export async function embedded(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-faults-embedded-'));
  try {
    const dropped = await dropOf(plan, folder);
    const place = { kind: 'embedded' as const, folder: join(folder, 'library') };
    let brandId: BrandId | null = null;
    let isTaken = false;
    await arena.lives(plan, random, async (life, index, arm) => {
      await life.ask({ do: 'open', place });
      brandId ??= brandIdSchema.parse(await life.ask({ do: 'brand', name: `Run ${plan.seed}` }));
      if (index === 0) await arm();
      if (!isTaken) {
        isTaken = true;
        await life.process.ask({ do: 'drop', paths: [dropped.folder], brandId });
      }
      await life.process.ask({ do: 'settle' });
    });
    const process = arena.process({ media: true });
    try {
      await new Life(arena, process, null).ask({ do: 'open', place });
      const { failed } = z.object({ failed: z.array(z.string()) }).parse(await process.ask({ do: 'settle' }));
      const { findings, checksums } = inspectedSchema.parse(await process.ask({ do: 'inspect' }));
      const own = checksums.filter((one) => one.brandId === brandId).map(({ checksum }) => checksum);
      return [
        ...failed.map((what) => ({ kind: 'lost' as const, what })),
        ...findings,
        ...(brandId === null ? [] : compareBrand(brandId, own, dropped.checksums, { mayMiss: false })),
      ];
    } finally {
      await process.kill();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
