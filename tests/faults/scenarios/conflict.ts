import { join } from 'node:path';
import type { BrandId } from '../../../shared/domain/ids.ts';
import type { Finding } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import type { Arena } from '../arena.ts';
import type { LibraryProcess } from '../library-process.ts';
import type { Plan } from '../plan.ts';
import { compareBrand, sha256 } from './files.ts';
import { checksumsOf, dropOnce, formersOf, lastLife, newBrand, openAgain, rest } from './servers-life.ts';

/** Files that have names that assets have already are dropped: killed again and again, each is a version of its asset, once. */
export async function conflict(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const { seed } = plan;
  const asks = plan.kills.some(({ step }) => step === 'version.asked');
  const own = Buffer.from(`conflict ${seed}`);
  const [before, after] = await Promise.all(
    [0, 1].map(async (which) => ({
      'one.jpg': Buffer.concat([await photo(seed + which), own]),
      'bytes.bin': noise(30_000 + which * 10_000 + (seed % 1000), seed * 2 + 21 + which),
      'note.txt': Buffer.from(`Note ${which} of run ${seed}.`),
    })),
  );
  const folder = join(library.folder, `conflict ${seed}`);
  const first = await writeFiles(join(folder, 'first'), before ?? {});
  const second = await writeFiles(join(folder, 'second'), after ?? {});
  let brandId: BrandId | null = null;
  const drop = dropOnce(
    () => brandId && { do: 'drop', paths: [second], brandId, conflicts: asks ? 'ask' : 'version' },
  );

  async function decide(process: LibraryProcess): Promise<void> {
    await process.ask({ do: 'settle' });
    await process.ask({ do: 'decide' });
  }

  await arena.lives(plan, random, async (life, index, arm) => {
    if (index > 0) life.storm();
    await openAgain(life, library);
    if (brandId === null) {
      const brand = await newBrand(life, plan);
      await life.process.ask({ do: 'drop', paths: [first], brandId: brand });
      await rest(life, library);
      brandId = brand;
    }
    if (index === 0) {
      await arm();
      life.storm();
    }
    await drop(life.process);
    await decide(life.process);
    await rest(life, library);
  });
  return await lastLife(
    arena,
    library,
    async (process) => {
      await drop(process);
      await decide(process);
    },
    async () => {
      if (brandId === null) return [];
      const formers = await formersOf(library, brandId);
      const expected = (files: object | undefined) => Object.values(files ?? {}).map(sha256);
      return [
        ...compareBrand(brandId, await checksumsOf(library, brandId), expected(after), { mayMiss: false }),
        ...compareBrand(brandId, formers, expected(before), { mayMiss: false }),
      ];
    },
  );
}
