import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openServersEnd } from '../../../electron/relocation/end.ts';
import { removeAssets } from '../../../electron/relocation/remove-assets.ts';
import { type ProfileId, profileIdSchema } from '../../../shared/domain/servers.ts';
import { type Finding, listMultiparts, listObjects } from '../../support/consistency.ts';
import { describeLibrary, seedLibrary } from '../../support/moving.ts';
import { type Arena, Life } from '../arena.ts';
import type { ServersGround } from '../ground.ts';
import type { Plan } from '../plan.ts';

const partSteps = new Set<string>(['move.multipartBegun', 'move.multipartNoted', 'move.partSent']);

/** A library is moved to other servers: killed again and again, it is there as it was here, and once. */
export async function move(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const [from, to] = [await arena.ground.newLibrary(), await arena.ground.newLibrary()];
  const [source, destination] = [
    await openServersEnd(direct(from, arena), 'write'),
    await openServersEnd(direct(to, arena), 'write'),
  ];
  try {
    const inParts = plan.kills.some(({ step }) => partSteps.has(step));
    const { ids } = await seedLibrary(source, { large: inParts ? 17 * 1024 * 1024 : 90_000, pictures: 6 });
    const toId: ProfileId = profileIdSchema.parse(randomUUID());
    const command = {
      do: 'move' as const,
      folder: join(from.folder, 'relocation'),
      from: from.target,
      to: to.target,
      toId,
    };
    let moving = [...ids];
    await arena.lives(plan, random, async (life, index, arm) => {
      if (index === 0) await arm();
      // What was removed at the source since is followed.
      if (plan.kills[index]?.step === 'move.followed' && moving.length === ids.length) {
        const removed = moving.slice(0, 1);
        await removeAssets(source, removed);
        moving = moving.filter((id) => !removed.includes(id));
      }
      life.storm();
      const moved = life.process.ask(command);
      moved.catch(() => undefined);
      await life.stormOver();
      await moved;
    });
    const process = arena.process({ media: false });
    try {
      const outcome = await new Life(arena, process, null).ask(command);
      const [here, there] = [
        await describeLibrary(source, moving),
        await describeLibrary(destination, moving),
      ];
      return [
        ...(outcome === 'done 0'
          ? []
          : [{ kind: 'unfinished' as const, what: `the move ended as ${outcome}` }]),
        ...differences(here, there),
        ...(await leftovers(to, Object.keys(there.objects), moving)),
      ];
    } finally {
      await process.kill();
    }
  } finally {
    await source.close();
    await destination.close();
    await from.close();
    await to.close();
  }
}

/** The servers past the proxies. */
function direct({ target }: ServersGround, { ground: { postgres, s3 } }: Arena): ServersGround['target'] {
  return {
    ...target,
    database: { ...target.database, host: postgres.host, port: postgres.port },
    storage: { ...target.storage, endpoint: s3.host, port: s3.port },
  };
}

type Described = Awaited<ReturnType<typeof describeLibrary>>;

function differences(here: Described, there: Described): Finding[] {
  const rows = Object.keys(here.rows).filter(
    (table) => JSON.stringify(here.rows[table]) !== JSON.stringify(there.rows[table]),
  );
  const keys = Object.keys(here.objects).filter((key) => here.objects[key] !== there.objects[key]);
  return [
    ...rows.map((table) => ({
      kind: 'lost' as const,
      what: `rows of ${table} are others at the destination`,
    })),
    ...keys.map((key) => ({ kind: 'lost' as const, what: `${key} is not what it was` })),
  ];
}

async function leftovers(
  to: ServersGround,
  keys: readonly string[],
  ids: readonly string[],
): Promise<Finding[]> {
  const bucket = to.store.buckets.assets;
  const objects = [...(await listObjects(to.s3, bucket)).keys()].filter((key) => !keys.includes(key));
  const rows = await to.run('select id from public.generated_assets where id <> all($1::uuid[])', [[...ids]]);
  return [
    ...objects.map((key) => ({ kind: 'orphaned' as const, what: `object of nobody: ${key}` })),
    ...(await listMultiparts(to.s3, bucket, to.multipartKeys)).map(({ key }) => ({
      kind: 'orphaned' as const,
      what: `multipart upload of nobody: ${key}`,
    })),
    ...rows.map(({ id }) => ({ kind: 'doubled' as const, what: `row of nobody: ${String(id)}` })),
  ];
}
