import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { BrandId } from '../../../shared/domain/ids.ts';
import type { Finding } from '../../support/consistency.ts';
import { noise } from '../../support/drop-files.ts';
import type { Arena } from '../arena.ts';
import type { ServersGround } from '../ground.ts';
import { type LibraryProcess, Refused } from '../library-process.ts';
import type { Plan } from '../plan.ts';
import type { Command } from '../protocol.ts';
import { compareBrand, dropOf, sha256 } from './files.ts';
import { checksumsOf, lastLife, newBrand, openAgain, rest } from './servers-life.ts';

const rowSchema = z.object({ path: z.string(), thumbnail: z.string().nullable() });

/** Damages a library as other programs and failing drives do: each of these is for a check to find. */
async function damage({ run, s3, store }: ServersGround, brandId: BrandId, orphans: Orphans): Promise<void> {
  const bucket = store.buckets.assets;
  const row = async (name: string) => {
    const [found] = await run(
      `select g.minio_path as path, a.thumbnail_key as thumbnail from public.generated_assets g
       join sparklio.assets a on a.asset_id = g.id where g.brand_id = $1 and g.original_name = $2`,
      [brandId, name],
    );
    const { path, thumbnail } = rowSchema.parse(found);
    return { key: path.slice(bucket.length + 1), thumbnail: thumbnail ?? '' };
  };
  await s3.removeObject(bucket, (await row('bytes.bin')).key);
  await s3.putObject(bucket, (await row('two.png')).key, 'cut short');
  await s3.removeObject(bucket, (await row('two.png')).thumbnail);
  for (const { key, bytes } of Object.values(orphans)) {
    await s3.putObject(bucket, key, bytes);
    // As if the app had removed it once, and the store had not.
    await run('insert into sparklio.retired_objects (bucket, object_key) values ($1, $2)', [bucket, key]);
  }
}

interface Orphan {
  readonly key: string;
  readonly bytes: Buffer;
}
/** Objects of nobody: one becomes an asset, the other goes. */
interface Orphans {
  readonly wanted: Orphan;
  readonly unwanted: Orphan;
}

/** What is damaged is put right: killed again and again, nothing is lost, and what nobody wants is gone. */
export async function check(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const dropped = await dropOf(plan, library.folder);
  let damaged: { readonly brandId: BrandId; readonly orphans: Orphans } | null = null;
  let brandId: BrandId | null = null;

  async function putRight(process: LibraryProcess): Promise<void> {
    if (damaged === null) return;
    const keys = [damaged.orphans.wanted.key];
    const commands: Command[] = [
      { do: 'check' },
      { do: 'repair', keys, brandId: damaged.brandId },
      { do: 'clear', target: library.target },
    ];
    for (const command of commands) await unlessBusy(() => process.ask(command));
  }

  await arena.lives(plan, random, async (life, index, arm) => {
    if (index > 0) life.storm();
    await openAgain(life, library);
    if (damaged === null) {
      const brand = await newBrand(life, plan);
      brandId = brand;
      await life.process.ask({ do: 'drop', paths: [dropped.folder], brandId: brand });
      await rest(life, library);
      const orphan = (seed: number): Orphan => ({
        key: `documents/${brand}/unassigned/2026/02/03/${randomUUID()}.bin`,
        bytes: noise(15_000, plan.seed * 2 + seed),
      });
      const orphans = { wanted: orphan(17), unwanted: orphan(19) };
      await damage(library, brand, orphans);
      damaged = { brandId: brand, orphans };
    }
    if (index === 0) {
      await arm();
      life.storm();
    }
    await putRight(life.process);
    await rest(life, library);
  });
  let kinds: unknown = [];
  return await lastLife(
    arena,
    library,
    async (process) => {
      await putRight(process);
      await process.ask({ do: 'settle' });
      kinds = await process.ask({ do: 'check' });
    },
    async () => {
      if (damaged === null || brandId === null) return [];
      const expected = [...dropped.checksums, sha256(damaged.orphans.wanted.bytes)];
      const left = z.array(z.string()).parse(kinds);
      return [
        ...compareBrand(brandId, await checksumsOf(library, brandId), expected, { mayMiss: false }),
        ...left.map((kind) => ({ kind: 'unfinished' as const, what: `a check still finds ${kind}` })),
      ];
    },
  );
}

/** The process before may be thought to be at it for a moment longer. */
async function unlessBusy(work: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refused && error.code === 'busy')) throw error;
      await delay(50);
    }
  }
}
