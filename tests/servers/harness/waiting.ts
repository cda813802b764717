import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { LauncherError } from '../../../scripts/launcher/report.ts';

/** A port that is free on `host` at this moment. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('No port'));
      });
    });
  });
}

const limitMs = 60_000;

/**
 * Waits until `check` succeeds.
 *
 * @param alive tells whether waiting makes sense at all
 * @param log the end of the server's log, for the message
 * @throws LauncherError when it ended or did not answer within a minute
 */
export async function untilReady(
  name: string,
  check: () => Promise<boolean>,
  alive: () => Promise<boolean>,
  log: () => Promise<string>,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    if (await check().catch(() => false)) return;
    if (!(await alive())) throw new LauncherError(`${name} ended as it started:\n${await log()}`);
    await delay(25);
  }
  throw new LauncherError(`${name} did not answer within a minute:\n${await log()}`);
}
