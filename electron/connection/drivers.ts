import type { Cause, ServerPart } from '../../shared/contract/connection.ts';
import type { DatabaseEngine } from '../database/engines/engine.ts';
import type { PgServer } from '../database/engines/pg/connection.ts';
import { openPg } from '../database/engines/pg/engine.ts';
import { AppError } from '../errors.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { ServerClock } from '../storage/s3/clock.ts';
import { connectS3Store, type S3Options } from '../storage/s3-store.ts';
import { plainConnection } from './addresses.ts';
import type { ServerTarget } from './target.ts';

/** Why nothing may be sent to a part of the profile: no TLS, a host outside, and the person did not agree. */
export function plainRefusal(target: ServerTarget, part: Exclude<ServerPart, 'embedding'>): Cause | null {
  const [host, secure] =
    part === 'database'
      ? [target.database.host, target.database.tls === 'verify']
      : [target.storage.endpoint, target.storage.secure];
  if (secure) return null;
  return plainConnection(host, target.plainConnectionsAllowed) === 'refused' ? 'plain_not_allowed' : null;
}

/** Throws `server_part_failed` where a plain connection was not agreed to. */
export function requirePlainAgreed(target: ServerTarget, part: Exclude<ServerPart, 'embedding'>): void {
  const cause = plainRefusal(target, part);
  if (cause === null) return;
  throw new AppError('server_part_failed', 'A plain connection was not agreed to', { part, cause });
}

/** What the database driver takes of a profile. */
export function databaseServer(target: ServerTarget): PgServer {
  const { database, secrets, trustedCertificates } = target;
  return { ...database, password: secrets.databasePassword, trustedCertificates };
}

/** What the object store's driver takes of a profile. Throws `secret_missing`. */
export function storeOptions({ storage, secrets, trustedCertificates }: ServerTarget): S3Options {
  if (secrets.secretKey === null) throw new AppError('secret_missing', 'No secret key', { part: 'storage' });
  return {
    host: storage.endpoint,
    port: storage.port,
    secure: storage.secure,
    accessKey: storage.accessKey,
    secretKey: secrets.secretKey,
    region: storage.region,
    bucketPrefix: storage.bucketPrefix,
    trustedCertificates,
  };
}

/** The database of a profile; connects with the first statement. Throws `server_part_failed` where plain connections were not agreed to. */
export function openTargetDatabase(target: ServerTarget): DatabaseEngine {
  requirePlainAgreed(target, 'database');
  return openPg({ server: databaseServer(target) });
}

/** The object store of a profile, which answered. Errors: `secret_missing`, `server_part_failed`, `service_unavailable`. */
export async function openTargetStore(target: ServerTarget, clock?: ServerClock): Promise<ObjectStore> {
  requirePlainAgreed(target, 'storage');
  return connectS3Store(storeOptions(target), clock);
}
