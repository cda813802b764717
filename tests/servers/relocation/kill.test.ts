import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ServerTarget } from '../../../electron/connection/target.ts';
import { AppError } from '../../../electron/errors.ts';
import { openLocalEnd, openServersEnd } from '../../../electron/relocation/end.ts';
import { seededRandom } from '../../../electron/storage/embedded/testing.ts';
import { describeLibrary, seedLibrary } from '../../support/moving.ts';
import { emptyPlace } from '../library/desk.ts';
import { computer, leftovers, profileId } from './places.ts';

const kills = 10;

/** Gives whether the process was still at it. Helpers end with it every second time, as when the power goes. */
async function moveAndKill(
  folder: string,
  target: ServerTarget,
  afterMs: number,
  everything: boolean,
): Promise<void> {
  const script = join(import.meta.dirname, '..', '..', 'support', 'moving-process.ts');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, JSON.stringify({ folder, target, to: profileId })],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'moving') resolve();
    });
    void exited.then(() => reject(new Error('The move ended before it began')));
  });
  await delay(afterMs);
  if (everything && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  else child.kill('SIGKILL');
  await exited;
}

it('a move that is killed again and again has everything there exactly once in the end', {
  timeout: 600_000,
}, async () => {
  const servers = await emptyPlace();
  const here = await computer(() => servers.target());
  const there = await openServersEnd(servers.target(), 'write');
  try {
    const { ids } = await seedLibrary(here.local, { large: 34 * 1024 * 1024, pictures: 40 });
    const before = await describeLibrary(here.local, ids);
    // The folder is one process's at a time.
    await here.local.close();
    const random = seededRandom(7);
    for (let kill = 0; kill < kills; kill += 1) {
      await moveAndKill(here.folder, servers.target(), random() * 700, kill % 2 === 0);
      await unlocked();
    }
    await here.restart();
    expect(here.relocations.current?.state).toMatch(/paused|done/);
    here.relocations.wake();
    expect(await here.ended()).toMatchObject({ state: 'done', assets: ids.length, problemCount: 0 });
    expect(await describeLibrary(there, ids)).toEqual(before);
    expect(await leftovers(there, servers.s3, ids)).toEqual([]);
    const source = await openLocalEnd(here.place);
    expect(await describeLibrary(source, ids)).toEqual(before);
    await source.close();
  } finally {
    await here.close();
    await there.close();
    await servers.close();
  }

  /** The killed one's helpers let go of the folder a moment later. */
  async function unlocked(): Promise<void> {
    for (;;) {
      try {
        await (await openLocalEnd(here.place)).close();
        return;
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'library_locked')) throw error;
        await delay(30);
      }
    }
  }
});
