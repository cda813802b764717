import type { ServerTarget } from '../../electron/connection/target.ts';
import type { ProfileDraft } from '../../shared/domain/servers.ts';
import type { PostgresAddress, S3Target } from './addresses.ts';

/** A database and three buckets on servers of the tests. */
export interface OnServers {
  readonly postgres: Pick<PostgresAddress, 'host' | 'port' | 'user' | 'password'>;
  readonly database: string;
  readonly s3: S3Target;
}

/** What the app needs to know of them, as the server's own accounts. */
function profileOf({ postgres, database, s3 }: OnServers): Omit<ProfileDraft, 'id'> {
  return {
    name: 'Test servers',
    environment: 'dev',
    database: { host: postgres.host, port: postgres.port, database, user: postgres.user, tls: 'off' },
    storage: {
      endpoint: s3.host,
      port: s3.port,
      secure: s3.secure,
      accessKey: s3.accessKey,
      region: null,
      bucketPrefix: s3.bucketPrefix,
    },
    embedding: null,
    trustedCertificates: [],
    plainConnectionsAllowed: false,
    person: { email: 'tester@sparklio.example', name: 'Tester' },
    secrets: { databasePassword: postgres.password, secretKey: s3.secretKey, embeddingKey: null },
  };
}

/** As the main process knows them: a profile with its secrets. */
export function targetOf(servers: OnServers, changes: Partial<ServerTarget> = {}): ServerTarget {
  return { ...profileOf(servers), ...changes };
}

/** As the form of a new profile names them. */
export function draftOf(servers: OnServers, changes: Partial<ProfileDraft> = {}): ProfileDraft {
  return { id: null, ...profileOf(servers), ...changes };
}

interface Line {
  readonly host: string;
  readonly port: number;
}

/** The same servers by way of others, such as proxies that misbehave. Without a line: as before. */
export function byLines(
  target: ServerTarget,
  { database, storage }: { readonly database?: Line; readonly storage?: Line },
): ServerTarget {
  return {
    ...target,
    database: { ...target.database, ...(database && { host: database.host, port: database.port }) },
    storage: { ...target.storage, ...(storage && { endpoint: storage.host, port: storage.port }) },
  };
}
