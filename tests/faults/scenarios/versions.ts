import { join } from 'node:path';
import { z } from 'zod';
import { type AssetId, assetIdSchema, type BrandId } from '../../../shared/domain/ids.ts';
import type { Finding } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import type { Arena } from '../arena.ts';
import type { ServersGround } from '../ground.ts';
import type { LibraryProcess } from '../library-process.ts';
import type { Plan } from '../plan.ts';
import { sha256 } from './files.ts';
import { checksumsOf, lastLife, newBrand, openAgain, rest } from './servers-life.ts';

interface Story {
  /** What the asset is made of, and what it is replaced by. */
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  /** Whether the first is put back after that. */
  readonly restored: boolean;
  /** Former files that are removed in the end. */
  readonly removed: readonly number[];
}

/** What is to become of each file: pictures and bytes in the store, a text in the database. */
async function storiesOf({ seed }: Plan): Promise<Readonly<Record<string, Story>>> {
  const own = Buffer.from(`versions ${seed}`);
  const [one, two, three, four] = await Promise.all([
    photo(seed),
    photo(seed + 1),
    photo(seed + 2, 'png'),
    photo(seed + 3),
  ]);
  const picture = (bytes: Buffer) => Buffer.concat([bytes, own]);
  return {
    // The first comes back, and the one between is gone for good.
    'back.jpg': { first: picture(one), second: picture(two), restored: true, removed: [2] },
    // Shares its object with the current one while the version of it is removed.
    'shared.png': { first: picture(three), second: picture(four), restored: true, removed: [1] },
    'bytes.bin': {
      first: noise(30_000 + (seed % 1000), seed * 2 + 5),
      second: noise(40_000, seed * 2 + 7),
      restored: false,
      removed: [1],
    },
    'note.txt': {
      first: Buffer.from(`A note of run ${seed}.`),
      second: Buffer.from(`Another note of run ${seed}, a longer one.`),
      restored: true,
      removed: [],
    },
    'kept.jpg': { first: picture(two), second: picture(one), restored: false, removed: [] },
  };
}

const rowSchema = z.object({
  id: assetIdSchema,
  name: z.string(),
  version: z.int(),
  former: z.array(z.int()),
});
type Row = z.infer<typeof rowSchema>;

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');

/** The assets of a brand with the numbers of their files, by name without extension: that is as the file has it. */
async function read({ run }: ServersGround, brandId: BrandId): Promise<ReadonlyMap<string, Row>> {
  const rows = await run(
    `select a.asset_id as id, a.name, a.version,
       array(select number from sparklio.asset_versions v where v.asset_id = a.asset_id order by number) as former
     from sparklio.assets a where a.brand_id = $1`,
    [brandId],
  );
  return new Map(rows.map((row) => rowSchema.parse(row)).map((row) => [stemOf(row.name), row]));
}

/** Files are replaced, put back and let go: killed again and again, each asset has the files that it should, once. */
export async function version(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const stories = await storiesOf(plan);
  const folder = join(library.folder, `versions ${plan.seed}`);
  const written = (which: 'first' | 'second') =>
    writeFiles(
      join(folder, which),
      Object.fromEntries(Object.entries(stories).map(([name, story]) => [name, story[which]])),
    );
  const [first, second] = [await written('first'), await written('second')];
  let brandId: BrandId | null = null;

  /** Asks for what each asset still needs, one kind of it after the other. */
  async function goOn(process: LibraryProcess, settle: () => Promise<void>): Promise<void> {
    if (brandId === null) return;
    const forEach = async (work: (id: AssetId, name: string, story: Story, row: Row) => Promise<unknown>) => {
      const rows = await read(library, brandId ?? assertNever());
      for (const [name, story] of Object.entries(stories)) {
        const row = rows.get(stemOf(name));
        if (row !== undefined) await work(row.id, name, story, row);
      }
    };
    await forEach(async (assetId, name, _story, row) => {
      if (row.version > 1) return;
      await process.ask({ do: 'replace', assetId, path: join(second, name) });
    });
    await settle();
    await forEach(async (assetId, _name, { restored }, row) => {
      if (restored && row.version === 2) await process.ask({ do: 'restore', assetId, number: 1 });
    });
    await forEach(async (assetId, _name, { removed }, { former }) => {
      const numbers = removed.filter((one) => former.includes(one));
      if (numbers.length > 0) await process.ask({ do: 'removeVersions', assetId, numbers });
    });
    await settle();
  }

  await arena.lives(plan, random, async (life, index, arm) => {
    if (index > 0) life.storm();
    await openAgain(life, library);
    const settle = () => rest(life, library);
    if (brandId === null) {
      const brand = await newBrand(life, plan);
      await life.process.ask({ do: 'drop', paths: [first], brandId: brand });
      await settle();
      brandId = brand;
    }
    if (index === 0) {
      await arm();
      life.storm();
    }
    // What was begun before is through first: it must not be begun again.
    await life.process.ask({ do: 'settle' });
    await goOn(life.process, settle);
  });
  return await lastLife(
    arena,
    library,
    async (process) => {
      const settle = async () => void (await process.ask({ do: 'settle' }));
      await settle();
      await goOn(process, settle);
    },
    async () => (brandId === null ? [] : await compare(library, brandId, stories)),
  );
}

function assertNever(): never {
  throw new Error('There is a brand');
}

async function compare(
  library: ServersGround,
  brandId: BrandId,
  stories: Readonly<Record<string, Story>>,
): Promise<Finding[]> {
  const rows = await read(library, brandId);
  const checksums = await checksumsOf(library, brandId);
  const found: Finding[] = [];
  const find = (kind: Finding['kind'], what: string) => void found.push({ kind, what });
  if (rows.size !== checksums.length || rows.size > Object.keys(stories).length) {
    find('doubled', `${checksums.length} assets of ${Object.keys(stories).length}`);
  }
  for (const [name, { first, second, restored, removed }] of Object.entries(stories)) {
    const row = rows.get(stemOf(name));
    if (row === undefined) {
      find('lost', `${name} is not there`);
      continue;
    }
    const last = restored ? 3 : 2;
    const former = Array.from({ length: last - 1 }, (_, index) => index + 1).filter(
      (number) => !removed.includes(number),
    );
    if (row.version > last) find('doubled', `${name}: ${row.version} files, not ${last}`);
    if (row.version < last) find('lost', `${name}: ${row.version} files, not ${last}`);
    if (row.former.join() !== former.join()) find('lost', `${name}: former files ${row.former.join()}`);
    const current = sha256(restored ? first : second);
    const [now] = await library.run('select checksum from public.generated_assets where id = $1', [row.id]);
    if (now?.checksum !== current) find('lost', `${name}: the current file is another one`);
    const expected = former.map((number) => `${number} ${sha256(number === 1 ? first : second)}`);
    const there = await library.run(
      `select number || ' ' || checksum as one from sparklio.asset_versions where asset_id = $1 order by number`,
      [row.id],
    );
    if (there.map(({ one }) => one).join() !== expected.join()) find('lost', `${name}: other former files`);
  }
  return found;
}
