import type { BrandId } from '../../../shared/domain/ids.ts';
import type { Finding } from '../../support/consistency.ts';
import type { Arena } from '../arena.ts';
import type { Plan } from '../plan.ts';
import { compareBrand, dropOf } from './files.ts';
import { checksumsOf, dropOnce, lastLife, newBrand, openAgain, rest } from './servers-life.ts';

const tag = 'linked';

/** What the brand has already is dropped again, to be linked: killed again and again, nothing is there twice and each asset is tagged. */
export async function link(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const dropped = await dropOf(plan, library.folder);
  let brandId: BrandId | null = null;
  const drop = dropOnce(
    () => brandId && { do: 'drop', paths: [dropped.folder], brandId, tags: [tag], duplicates: 'link' },
  );

  await arena.lives(plan, random, async (life, index, arm) => {
    if (index > 0) life.storm();
    await openAgain(life, library);
    if (brandId === null) {
      const brand = await newBrand(life, plan);
      await life.process.ask({ do: 'drop', paths: [dropped.folder], brandId: brand });
      await rest(life, library);
      brandId = brand;
    }
    if (index === 0) {
      await arm();
      life.storm();
    }
    await drop(life.process);
    await rest(life, library);
  });
  return await lastLife(arena, library, drop, async () => {
    if (brandId === null) return [];
    const untagged = await library.run(
      `select original_name as name from public.generated_assets where brand_id = $1 and tags is distinct from $2`,
      [brandId, [tag]],
    );
    return [
      ...compareBrand(brandId, await checksumsOf(library, brandId), dropped.checksums, { mayMiss: false }),
      ...untagged.map(({ name }) => ({ kind: 'lost' as const, what: `${String(name)} was not linked` })),
    ];
  });
}
