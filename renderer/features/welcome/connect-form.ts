import { type ProfileDraft, profileDraftSchema } from '@shared/domain/servers.ts';
import type { ParsedConnection } from './parse-env.ts';

/** The form as typed. */
export interface ConnectValues {
  name: string;
  environment: 'dev' | 'stage' | 'prod';
  dbHost: string;
  dbPort: string;
  dbName: string;
  dbUser: string;
  dbPassword: string;
  storageEndpoint: string;
  storagePort: string;
  storageSecure: boolean;
  accessKey: string;
  secretKey: string;
  bucketPrefix: string;
  embeddingUrl: string;
}

export const emptyConnect: ConnectValues = {
  name: '',
  environment: 'prod',
  dbHost: '',
  dbPort: '5432',
  dbName: 'sparklio',
  dbUser: '',
  dbPassword: '',
  storageEndpoint: '',
  storagePort: '9000',
  storageSecure: false,
  accessKey: '',
  secretKey: '',
  bucketPrefix: '',
  embeddingUrl: '',
};

/** What is wrong with a field; each has words in `welcome:connect.problem`. */
type FieldProblem = 'required' | 'port' | 'prefix' | 'url' | 'tooLong';
export type ConnectProblems = Partial<Record<keyof ConnectValues, FieldProblem>>;

const fieldOfPath: Record<string, keyof ConnectValues> = {
  name: 'name',
  environment: 'environment',
  'database.host': 'dbHost',
  'database.port': 'dbPort',
  'database.database': 'dbName',
  'database.user': 'dbUser',
  'secrets.databasePassword': 'dbPassword',
  'storage.endpoint': 'storageEndpoint',
  'storage.port': 'storagePort',
  'storage.secure': 'storageSecure',
  'storage.accessKey': 'accessKey',
  'secrets.secretKey': 'secretKey',
  'storage.bucketPrefix': 'bucketPrefix',
  'embedding.url': 'embeddingUrl',
};

function problemOf(field: keyof ConnectValues, code: string): FieldProblem {
  if (field === 'dbPort' || field === 'storagePort') return 'port';
  if (field === 'embeddingUrl') return 'url';
  if (code === 'too_big') return 'tooLong';
  return field === 'bucketPrefix' ? 'prefix' : 'required';
}

const toPort = (text: string): number => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN);

/** The form as the contract wants it, or what is wrong by field. */
export function checkConnect(
  values: ConnectValues,
): { ok: true; draft: ProfileDraft } | { ok: false; problems: ConnectProblems } {
  const parsed = profileDraftSchema.safeParse({
    name: values.name,
    environment: values.environment,
    database: {
      host: values.dbHost,
      port: toPort(values.dbPort),
      database: values.dbName,
      user: values.dbUser,
      tls: 'off',
    },
    storage: {
      endpoint: values.storageEndpoint,
      port: toPort(values.storagePort),
      secure: values.storageSecure,
      accessKey: values.accessKey,
      region: null,
      bucketPrefix: values.bucketPrefix,
    },
    embedding:
      values.embeddingUrl.trim() === ''
        ? null
        : { kind: 'endpoint', adapter: 'infinity', url: values.embeddingUrl.trim(), model: '' },
    id: null,
    trustedCertificates: [],
    plainConnectionsAllowed: false,
    person: null,
    secrets: {
      databasePassword: values.dbPassword,
      secretKey: values.secretKey,
      embeddingKey: null,
    },
  });
  if (parsed.success) return { ok: true, draft: parsed.data };
  const problems: ConnectProblems = {};
  for (const { path, code } of parsed.error.issues) {
    const field = fieldOfPath[path.join('.')];
    if (field !== undefined) problems[field] ??= problemOf(field, code);
  }
  return { ok: false, problems };
}

/** Fills in what a pasted text gave; everything else stays. The environment names the connection if it has no name. */
export function fillConnect(values: ConnectValues, parsed: ParsedConnection): ConnectValues {
  const filled = { ...values, ...parsed };
  return filled.name === '' && parsed.dbHost !== undefined ? { ...filled, name: parsed.dbHost } : filled;
}
