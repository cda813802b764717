import { mkdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { openPg } from '../database/engines/pg/engine.ts';
import { AppError } from '../errors.ts';
import { openS3Store } from '../storage/s3-store.ts';
import { type ComposeInput, composeLibrary, type OpenLibrary } from './compose.ts';
import type { ServerTarget } from './target.ts';

export interface ServersLibraryOptions
  extends Pick<ComposeInput, 'media' | 'settings' | 'publish' | 'firstBrandName' | 'folders'> {
  /** Tells this computer's installation apart from the others that have the library open. */
  readonly desktopId: string;
  /** The library can't go on without being opened anew; an outage is not that. */
  readonly onExit: () => void;
}

export type ServersLibrary = OpenLibrary & {
  /** `read`: the role or the key may not write. */
  readonly access: 'write' | 'read';
};

function connectionString({ database, secrets }: ServerTarget): string {
  const url = new URL('postgres://host');
  url.hostname = database.host;
  url.port = String(database.port);
  url.username = encodeURIComponent(database.user);
  url.password = encodeURIComponent(secrets.databasePassword ?? '');
  url.pathname = `/${encodeURIComponent(database.database)}`;
  return url.href;
}

/** Opens the library that a profile's servers hold. Errors: `not_adopted`, `secret_missing`, and what the drivers give. */
export async function openServersLibrary(
  target: ServerTarget,
  options: ServersLibraryOptions,
): Promise<ServersLibrary> {
  const { storage, secrets, person } = target;
  if (secrets.secretKey === null) throw new AppError('secret_missing', 'No secret key', { part: 'storage' });
  await mkdir(options.folders.spool, { recursive: true });
  const engine = openPg({ connectionString: connectionString(target) });
  try {
    const store = openS3Store({
      host: storage.endpoint,
      port: storage.port,
      secure: storage.secure,
      accessKey: storage.accessKey,
      secretKey: secrets.secretKey,
      region: storage.region ?? 'us-east-1',
      bucketPrefix: storage.bucketPrefix,
    });
    const { rows } = await sql<{ adopted: boolean }>`
      select to_regclass('sparklio.assets') is not null as adopted`.execute(engine.db);
    if (rows[0]?.adopted !== true) throw new AppError('not_adopted', 'The database is not adopted');
    const user = await engine.db
      .insertInto('public.users')
      .values({ email: person?.email ?? 'local@sparklio', name: person?.name ?? '' })
      .onConflict((conflict) => conflict.column('email').doUpdateSet({ email: sql`excluded.email` }))
      .returning('id')
      .executeTakeFirstOrThrow();
    const library = await composeLibrary({
      engine,
      store,
      media: options.media,
      settings: options.settings,
      publish: options.publish,
      userId: user.id,
      alone: false,
      folders: options.folders,
      firstBrandName: options.firstBrandName,
      maintain: null,
      freeBytes: async () => null,
    });
    return { ...library, access: 'write' };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
