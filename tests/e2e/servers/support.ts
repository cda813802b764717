import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { Page } from '@playwright/test';
import { adoptDatabase, inspectDatabase, planAdoption } from '../../../electron/connection/adoption/index.ts';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import type { ProfileDraft } from '../../../shared/domain/servers.ts';
import type { S3Address } from '../../servers/addresses.ts';
import { type PostgresServer, startPostgres } from '../../servers/harness/postgres.ts';
import { draftOf } from '../../servers/target-of.ts';
import { test as base, call, expect } from '../support/index.ts';

/** An address of this computer that is not loopback, as a server in a private network has; loopback where there is none. */
export function outsideAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/** A library on servers, adopted and empty, as a form would name it. */
export type NewLibrary = (
  s3: S3Address & { readonly trustedCertificates?: readonly string[] },
  change?: Partial<ProfileDraft>,
) => Promise<ProfileDraft>;

interface ServerFixtures {
  newLibrary: NewLibrary;
}
interface ServerWorkerFixtures {
  postgres: PostgresServer;
}

export const test = base.extend<ServerFixtures, ServerWorkerFixtures>({
  postgres: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const server = await startPostgres();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  newLibrary: async ({ postgres }, use) => {
    await use(async ({ trustedCertificates = [], ...s3 }, change = {}) => {
      const id = randomBytes(4).toString('hex');
      const database = `e2e_${id}`;
      await postgres.createDatabase(database);
      const engine = openPg({ connectionString: postgres.databaseUrl(database) });
      try {
        await adoptDatabase(engine, planAdoption(await inspectDatabase(engine.backgroundDb)).hash);
      } finally {
        await engine.close();
      }
      const own = { ...s3, bucketPrefix: `e${id}-` };
      await openS3Store({ ...own, trustedCertificates }).ensureBuckets();
      return draftOf(
        { postgres, database, s3: own },
        {
          name: `Servers ${id}`,
          environment: 'stage',
          trustedCertificates: [...trustedCertificates],
          plainConnectionsAllowed: true,
          person: { email: 'mina@example.com', name: 'Mina' },
          ...change,
        },
      );
    });
  },
});
export { expect };

/** Asks for another library as the switcher does, and waits until the page shows it. */
export async function openLibrary(page: Page, id: string): Promise<void> {
  // The page is loaded anew on the way, so the answer of the call may never come.
  await page.evaluate((wanted) => void window.sparklio.call('connection.open', { id: wanted }), id);
  await expect
    .poll(async () => {
      const status = await call(page, 'library.status', {}).catch(() => null);
      return status?.state === 'open' ? (status.profileId ?? 'local') : status?.state;
    })
    .toBe(id);
  await page.getByRole('main', { name: 'Assets' }).waitFor();
}

/** Sources of the pictures on screen that have loaded. */
export function loadedPictures(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.images]
      .filter(({ complete, naturalWidth, src }) => complete && naturalWidth > 0 && /^https?:/.test(src))
      .map(({ src }) => src),
  );
}
