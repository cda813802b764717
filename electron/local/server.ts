import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { openPgliteServer, type PgliteServer } from '../database/engines/pglite/server.ts';
import { AppError } from '../errors.ts';
import { lockFolder } from './folder-lock.ts';
import type { MessagePort } from './message-port.ts';
import { type originSchema, type Reply, type Request, requestSchema } from './protocol.ts';
import { copyTemplate, databaseFolder, exists, makePrivateFolder } from './template.ts';

type OpenRequest = Extract<Request, { type: 'open' }>;
type Origin = z.infer<typeof originSchema>;

/**
 * Serves the database of one library over a port: `open`, then `sql` in any amount, then `close`.
 * Failing to open is answered with `failed`; a request that is not one is ignored.
 */
export function serveDatabase(port: MessagePort): void {
  const reply = (message: Reply): void => port.post(message);
  let opened: { server: PgliteServer; unlock: () => Promise<void> } | null = null;

  const open = async (request: OpenRequest): Promise<void> => {
    await makePrivateFolder(request.libraryDir);
    const unlock = await lockFolder(request.libraryDir);
    try {
      const { server, origin } = await openDatabase(databaseFolder(request.libraryDir), request.templateDir);
      opened = { server, unlock };
      reply({ type: 'opened', storePort: null, origin });
    } catch (error) {
      await unlock();
      throw error;
    }
  };

  const close = async (): Promise<void> => {
    await opened?.server.close();
    await opened?.unlock();
    opened = null;
    reply({ type: 'closed' });
  };

  port.onMessage((message) => {
    const request = requestSchema.safeParse(message).data;
    if (request?.type === 'sql' && opened)
      reply({ type: 'sql', bytes: opened.server.exchange(request.bytes) });
    if (request?.type === 'close') void close();
    if (request?.type === 'open') open(request).catch((error: unknown) => reply(failure(error)));
  });
}

async function openDatabase(
  dataDir: string,
  templateDir: string | null,
): Promise<{ server: PgliteServer; origin: Origin }> {
  const isThere = await exists(join(dataDir, 'PG_VERSION'));
  if (isThere) return { server: await openPgliteServer(dataDir), origin: 'existing' };
  // A folder without a version was never a whole database; it is kept for a look, not deleted.
  if (await exists(dataDir)) await rename(dataDir, `${dataDir}.broken-${Date.now()}`);

  if (templateDir && (await copyTemplate(templateDir, dataDir).catch(() => false))) {
    try {
      return { server: await openPgliteServer(dataDir), origin: 'template' };
    } catch {
      await rename(dataDir, `${dataDir}.broken-${Date.now()}`);
    }
  }
  return { server: await createCold(dataDir), origin: 'cold' };
}

/** Made beside its place and renamed when it is whole, so that a crash half-way leaves no half database. */
async function createCold(dataDir: string): Promise<PgliteServer> {
  const unfinished = `${dataDir}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await (await openPgliteServer(unfinished)).close();
  await rename(unfinished, dataDir);
  return openPgliteServer(dataDir);
}

const codesByErrno = new Map<unknown, Extract<Reply, { type: 'failed' }>['code']>([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EACCES', 'permission_denied'],
  ['EPERM', 'permission_denied'],
  ['EROFS', 'permission_denied'],
]);

function failure(error: unknown): Reply {
  if (error instanceof AppError) return { type: 'failed', code: error.code, message: error.message };
  const code = error instanceof Error && 'code' in error ? codesByErrno.get(error.code) : undefined;
  const message = error instanceof Error ? error.message : 'The database could not be opened.';
  return { type: 'failed', code: code ?? 'library_damaged', message };
}
