/** Works on jobs in a process of its own, for tests that kill it. Never finishes one; says which it began. */
import { z } from 'zod';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import { openJobQueue } from '../../../electron/jobs/queue.ts';
import { JobRunner } from '../../../electron/jobs/runner.ts';

const { databaseUrl, aliveEveryMs } = z
  .object({ databaseUrl: z.string(), aliveEveryMs: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const engine = openPg({ connectionString: databaseUrl });
const runner = new JobRunner({
  queue: await openJobQueue(engine.executeSql, { backend: 'postgres' }),
  kind: 'render',
  concurrency: 1,
  takeAhead: 1,
  aliveEveryMs,
  handler: ({ id }) => {
    console.log(id);
    return new Promise(() => undefined);
  },
  codeOf: () => 'internal',
  onChange: () => undefined,
});
runner.start();
