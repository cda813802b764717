import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { StepName } from '../../../electron/steps.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { intakeSuite } from '../../support/intake-suite.ts';

const suite = intakeSuite();
const script = join(import.meta.dirname, '..', '..', 'support', 'intake-process.ts');

const some: readonly StepName[] = ['intake.handedIn'];
const all: readonly StepName[] = [
  ...some,
  'intake.fileRemoved',
  'intake.received',
  'intake.fileNamed',
  'intake.taking',
  'intake.settled',
];
const steps = process.env.SPARKLIO_LONG === '1' ? all : some;

const readySchema = z.object({ url: z.string() });

/** Runs the app's part in a process, hands a file in, and waits until the process has ended itself at the step. */
async function handInUntil(step: StepName, send: (url: string) => Promise<unknown>): Promise<void> {
  const run = { folder: join(suite.folder, 'library'), intakeFolder: suite.intakeFolder, step };
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => Promise.reject(new Error('The process ended before it was ready'))),
  ]);
  const { url } = readySchema.parse(JSON.parse(z.string().parse(line)));
  await Promise.allSettled([send(url), ended]);
}

describe('the app killed while a script hands a file in', () => {
  it.each(steps)(
    'at %s: the file becomes one asset, whether or not the script asks again',
    async (step) => {
      const { brand } = await suite.place();
      const text = `note ${randomUUID()}`;
      const key = `kill-${randomUUID()}`;
      const form = () => {
        const made = new FormData();
        made.append('brand', brand.id);
        made.append('duplicates', 'keep');
        made.append('file', new Blob([text]), 'note.txt');
        return made;
      };
      const headers = { authorization: `Bearer ${suite.token}`, 'idempotency-key': key };
      await suite.intake.close();
      await suite.library.close();
      await handInUntil(step, (url) => fetch(`${url}/v1/assets`, { method: 'POST', body: form(), headers }));

      await suite.reopenLibrary();
      await suite.open();
      const again = await suite.request('/v1/assets', { method: 'POST', body: form(), headers });
      expect(again.status).toBe(201);
      const described = async () => (await readdir(suite.spool)).filter((name) => name.endsWith('.json'));
      await expect.poll(described, { timeout: 30_000 }).toEqual([]);
      await suite.library.idle();
      const rows = await suite.library.db
        .selectFrom('public.generated_assets')
        .select('id')
        .where('brand_id', '=', brand.id)
        .execute();
      expect(rows).toEqual([
        { id: expect.stringMatching(z.object({ asset_id: z.string() }).parse(again.body).asset_id) },
      ]);
      expect(await inconsistencies(suite.library)).toEqual([]);
      // Three starts of a library, on a computer that may be busy.
    },
    300_000,
  );
});
