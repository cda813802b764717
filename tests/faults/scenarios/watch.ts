import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { BrandId } from '../../../shared/domain/ids.ts';
import type { Finding } from '../../support/consistency.ts';
import { noise, writeFiles } from '../../support/drop-files.ts';
import type { Arena } from '../arena.ts';
import { Died, type LibraryProcess } from '../library-process.ts';
import type { Plan } from '../plan.ts';
import { compareBrand, dropOf, sha256 } from './files.ts';
import { checksumsOf, formersOf, lastLife, newBrand, openAgain } from './servers-life.ts';

const entrySchema = z.object({ path: z.string(), size: z.coerce.number(), state: z.string() });
/** Steps that come before files are taken, and after local copies are. */
const ofCopies = new Set<string>(['watch.marked', 'watch.cleared']);
const quietWithinMs = 60_000;

/**
 * A folder is watched: killed again and again, each of its files is taken once. Where the plan is about them, local copies
 * go once the library has them; else they stay, and one that becomes another is a version of its asset.
 */
export async function watch(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const { folder, checksums } = await dropOf(plan, join(library.folder, 'watched'));
  const clear = plan.kills.some(({ step }) => ofCopies.has(step));
  const changed = noise(45_000 + (plan.seed % 1000), plan.seed * 2 + 9);
  const later = noise(35_000 + (plan.seed % 1000), plan.seed * 2 + 11);
  let brandId: BrandId | null = null;
  let isChanged = false;

  async function change(): Promise<void> {
    if (clear || isChanged) return;
    isChanged = true;
    await writeFiles(folder, { 'bytes.bin': changed, 'later.bin': later });
  }

  const isWatched = async (): Promise<boolean> =>
    (await library.run('select 1 from sparklio.watch_folders where path = $1', [folder])).length > 0;

  const entries = async () => {
    const rows = await library.run(
      `select w.path, w.size, w.state from sparklio.watched_files w
       join sparklio.watch_folders f on f.id = w.folder_id where f.path = $1`,
      [folder],
    );
    return new Map(rows.map((row) => entrySchema.parse(row)).map((row) => [row.path, row]));
  };

  async function files(): Promise<string[]> {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    return found
      .filter((one) => one.isFile() && !one.name.startsWith('.'))
      .map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
  }

  async function isQuiet(): Promise<boolean> {
    const [there, known] = [await files(), await entries()];
    const isTaken = (path: string, size: number | null = null): boolean => {
      const entry = known.get(path);
      return (
        (entry?.state === 'taken' || entry?.state === 'duplicate') && (size === null || entry.size === size)
      );
    };
    if (clear) return there.length === 0 && known.size > 0;
    const sizes = new Map(isChanged ? [['bytes.bin', changed.length]] : []);
    return there.every((path) => isTaken(path, sizes.get(path)));
  }

  /** Until all of the folder has been seen to. */
  async function quiet(process: LibraryProcess): Promise<boolean> {
    const until = performance.now() + quietWithinMs;
    for (let looks = 0; !(await isQuiet()); looks += 1) {
      if (!process.isAlive) throw new Died('The process ended');
      if (performance.now() > until) return false;
      if (looks % 20 === 19) await process.ask({ do: 'settle' });
      await delay(50);
    }
    return true;
  }

  try {
    await arena.lives(plan, random, async (life, index, arm) => {
      if (index > 0) life.storm();
      await openAgain(life, library);
      brandId ??= await newBrand(life, plan);
      if (index === 0 && clear) {
        await arm();
        life.storm();
      }
      if (!(await isWatched())) await life.ask({ do: 'watch', path: folder, brandId, clear });
      if (index === 0 && !clear) {
        await quiet(life.process);
        await arm();
        life.storm();
      }
      await change();
      await quiet(life.process);
      await life.stormOver();
      await life.process.ask({ do: 'settle' });
    });
    let isAtRest = false;
    return await lastLife(
      arena,
      library,
      async (process) => {
        if (brandId === null) return;
        if (!(await isWatched())) await process.ask({ do: 'watch', path: folder, brandId, clear });
        if (!isChanged) await quiet(process);
        await change();
        isAtRest = await quiet(process);
      },
      async () => {
        if (brandId === null) return [];
        const [there, now] = [await files(), await checksumsOf(library, brandId)];
        const first = checksums.filter((one) => clear || one !== dropped(plan));
        const expected = clear ? first : [...first, sha256(changed), sha256(later)];
        const formers = await formersOf(library, brandId);
        // A version that arrived is the file's own, whatever was known of that when the app ended.
        const state = (await entries()).get('bytes.bin')?.state;
        return [
          ...(isAtRest ? [] : [{ kind: 'unfinished' as const, what: `${folder} never comes to rest` }]),
          ...(state === 'taken'
            ? []
            : [{ kind: 'lost' as const, what: `bytes.bin is ${state} in the ledger` }]),
          ...compareBrand(brandId, now, expected, { mayMiss: false }),
          ...compareBrand(brandId, formers, clear ? [] : [dropped(plan)], { mayMiss: false }),
          ...(clear ? there : []).map((path) => ({ kind: 'unfinished' as const, what: `${path} is left` })),
        ];
      },
    );
  } finally {
    await library.run('delete from sparklio.watch_folders where path = $1', [folder]);
  }
}

/** What `bytes.bin` was dropped as. */
function dropped({ seed }: Plan): string {
  return sha256(noise(60_000 + (seed % 1000), seed * 2 + 1));
}
