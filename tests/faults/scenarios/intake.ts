import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrandId } from '../../../shared/domain/ids.ts';
import type { Finding } from '../../support/consistency.ts';
import { noise, photo } from '../../support/drop-files.ts';
import type { Arena } from '../arena.ts';
import { Died, type LibraryProcess } from '../library-process.ts';
import type { Plan } from '../plan.ts';
import { handInSchema } from '../protocol.ts';
import { compareBrand, sha256 } from './files.ts';
import { checksumsOf, lastLife, newBrand, openAgain, rest } from './servers-life.ts';

const takenWithinMs = 60_000;

/** Leaves a file in the spool folder as a node does while the app does not run: first the file, then what it is. */
async function leave(
  spool: string,
  bytes: Buffer,
  about: { brand: BrandId; name: string; duplicates: 'skip' | 'keep' },
): Promise<void> {
  await mkdir(spool, { recursive: true });
  const id = randomUUID();
  const file = `${id}.bin`;
  const parcel = { version: 1, id, file, source: 'comfyui', created_at: new Date().toISOString(), ...about };
  for (const [name, content] of [
    [file, bytes],
    [`${id}.json`, JSON.stringify(parcel)],
  ] as const) {
    await writeFile(join(spool, `${name}.part`), content);
    await rename(join(spool, `${name}.part`), join(spool, name));
  }
}

/**
 * Programs hand files in, by way of the API and of the spool folder: killed again and again, each of them is taken exactly
 * once, be its bytes those of another or not.
 */
export async function intake(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const library = await arena.library();
  const folder = join(library.folder, `intake ${plan.seed}`);
  const spool = join(folder, 'spool');
  const picture = Buffer.concat([await photo(plan.seed), Buffer.from(`intake ${plan.seed}`)]);
  const [data, posted] = [noise(20_000, plan.seed * 2 + 13), noise(25_000, plan.seed * 2 + 15)];
  const key = `run-${plan.seed}-${randomUUID()}`;
  let brandId: BrandId | null = null;
  let isKept = false;

  /** As a script does that asks again under the same key until it has an answer. */
  async function post(process: LibraryProcess, brand: BrandId): Promise<void> {
    const { url, token } = handInSchema.parse(await process.ask({ do: 'intake', folder }));
    while (!isKept) {
      const body = new FormData();
      body.append('brand', brand);
      body.append('duplicates', 'keep');
      body.append('file', new Blob([new Uint8Array(posted)]), 'posted.bin');
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key, prefer: 'wait=2' };
      try {
        const { status } = await fetch(`${url}/v1/assets`, { method: 'POST', body, headers });
        isKept = status < 300;
        if (status >= 400 && status < 500) throw new Error(`The API refuses: ${status}`);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      if (isKept) return;
      // A connection that ends tells of the end of the process a moment before that is known.
      await Promise.race([process.ended, delay(200)]);
      if (!process.isAlive) throw new Died('The process ended');
    }
  }

  const waiting = async (): Promise<string[]> =>
    (await readdir(spool)).filter((name) => name.endsWith('.json'));
  async function taken(process: LibraryProcess, withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while ((await waiting()).length > 0 && performance.now() < until) {
      if (!process.isAlive) throw new Died('The process ended');
      await delay(30);
    }
  }

  await arena.lives(plan, random, async (life, index, arm) => {
    if (index > 0) life.storm();
    await openAgain(life, library);
    if (brandId === null) {
      const brand = await newBrand(life, plan);
      // The same bytes twice: both are wanted of the one, and one of the other.
      for (const duplicates of ['keep', 'skip'] as const) {
        const bytes = duplicates === 'keep' ? picture : data;
        await leave(spool, bytes, { brand, name: `${duplicates}.jpg`, duplicates });
        await leave(spool, bytes, { brand, name: `${duplicates} again.jpg`, duplicates });
      }
      brandId = brand;
    }
    if (index === 0) {
      await arm();
      life.storm();
    }
    await post(life.process, brandId);
    // What failed in a storm waits for a minute; the next life looks at once.
    await taken(life.process, plan.isStormy ? 3000 : takenWithinMs);
    await rest(life, library);
  });
  return await lastLife(
    arena,
    library,
    async (process) => {
      if (brandId === null) return;
      await post(process, brandId);
      await taken(process, takenWithinMs);
    },
    async () => {
      if (brandId === null) return [];
      const expected = [picture, picture, data, posted].map((bytes) => sha256(bytes));
      const aside = await readdir(join(spool, 'set-aside')).catch((): string[] => []);
      return [
        ...compareBrand(brandId, await checksumsOf(library, brandId), expected, { mayMiss: false }),
        ...(await waiting()).map((name) => ({ kind: 'unfinished' as const, what: `${name} still waits` })),
        ...aside.map((name) => ({ kind: 'lost' as const, what: `${name} was set aside` })),
      ];
    },
  );
}
