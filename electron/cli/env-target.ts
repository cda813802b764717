import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import {
  databaseAddressSchema,
  environmentSchema,
  fingerprintSchema,
  storageAddressSchema,
} from '../../shared/domain/servers.ts';
import { type ParsedConnection, parseConnection } from '../../shared/env/parse-env.ts';
import type { ServerTarget } from '../connection/target.ts';
import { hide } from '../redact.ts';
import { UsageError } from './command.ts';

/** What is not in the file but asked for on the command line. */
export interface TargetOptions {
  readonly allowPlain: boolean;
  /** Fingerprints of certificates, as they are shown: with or without colons. */
  readonly trust: readonly string[];
}

/** The names that a field is filled by, for the person to look for. */
const names: Record<string, string> = {
  host: 'POSTGRES_HOST',
  port: 'POSTGRES_PORT or the port of MINIO_ENDPOINT',
  database: 'POSTGRES_DB',
  user: 'POSTGRES_USER',
  endpoint: 'MINIO_ENDPOINT',
  accessKey: 'MINIO_ACCESS_KEY',
  bucketPrefix: 'MINIO_BUCKET_PREFIX',
};

function parsePart<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? '')));
  const wrong = [...fields].map((field) => names[field] ?? field);
  throw new UsageError(`Missing or wrong in the file: ${wrong.join(', ')} (or DATABASE_URL)`);
}

/** The servers that the text of an environment file names. Throws `UsageError`, which never repeats a value. */
export function targetFromEnv(text: string, { allowPlain, trust }: TargetOptions): ServerTarget {
  const parsed: ParsedConnection | null = parseConnection(text);
  if (parsed === null) throw new UsageError('The file names no servers');
  const secrets = {
    databasePassword: parsed.dbPassword ?? null,
    secretKey: parsed.secretKey ?? null,
    embeddingKey: null,
  };
  for (const secret of Object.values(secrets)) hide(secret);
  if (secrets.secretKey === null) throw new UsageError('Missing in the file: MINIO_SECRET_KEY');
  const environment = environmentSchema.catch('dev').parse(parsed.environment);
  const secure = parsed.storageSecure ?? false;
  const fingerprints = z
    .array(fingerprintSchema)
    .safeParse(trust.map((text) => text.replaceAll(':', '').toLowerCase()));
  if (!fingerprints.success) throw new UsageError('--trust wants a SHA-256 fingerprint of 64 hex digits');
  return {
    name: environment,
    environment,
    database: parsePart(databaseAddressSchema, {
      host: parsed.dbHost,
      port: Number(parsed.dbPort ?? 5432),
      database: parsed.dbName,
      user: parsed.dbUser,
      tls: parsed.dbTls === true ? 'verify' : 'off',
    }),
    storage: parsePart(storageAddressSchema, {
      endpoint: parsed.storageEndpoint,
      port: Number(parsed.storagePort ?? (secure ? 443 : 9000)),
      secure,
      accessKey: parsed.accessKey,
      region: null,
      bucketPrefix: parsed.bucketPrefix ?? `${environment}-`,
    }),
    embedding: null,
    trustedCertificates: fingerprints.data,
    plainConnectionsAllowed: allowPlain,
    person: null,
    secrets,
  };
}

/** Reads an environment file. Throws `UsageError`. */
export async function readTarget(path: string | undefined, options: TargetOptions): Promise<ServerTarget> {
  if (path === undefined) throw new UsageError('Say which servers: --env .env');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UsageError(`${missing ? 'There is no such file' : "The file can't be read"}: ${resolve(path)}`);
  }
  return targetFromEnv(text, options);
}
