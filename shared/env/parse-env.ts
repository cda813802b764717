import { z } from 'zod';

/** Fields of the connection form that a text could fill; absent ones were not in it. All as typed, not yet checked. */
export interface ParsedConnection {
  environment?: 'dev' | 'stage' | 'prod';
  dbHost?: string;
  dbPort?: string;
  dbName?: string;
  dbUser?: string;
  dbPassword?: string;
  storageEndpoint?: string;
  storagePort?: string;
  storageSecure?: boolean;
  accessKey?: string;
  secretKey?: string;
  bucketPrefix?: string;
}

const line = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/;

function unquote(value: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
  if (double !== undefined) return double.replace(/\\([\\"$])/g, '$1');
  const single = /^'([^']*)'/.exec(value)?.[1];
  // An unquoted value ends where a comment begins.
  return single ?? value.replace(/\s+#.*$/, '');
}

/** `NAME=value` lines of a `.env` file: quotes, `export`, comments and CRLF as dotenv reads them. */
export function parseEnvLines(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const row of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const [, name, value] = line.exec(row) ?? [];
    if (name !== undefined && value !== undefined && !value.startsWith('#')) values.set(name, unquote(value));
  }
  return values;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A `%` that was typed as it is.
    return part;
  }
}

/** Parts of `postgres://user:password@host:5432/name` (also `postgresql+asyncpg://…`); null when it is none. */
export function parseDatabaseUrl(text: string): ParsedConnection | null {
  const match = /^postgres(?:ql)?(?:\+[a-z0-9]+)?:\/\/(\S+)$/i.exec(text.trim());
  if (!match?.[1]) return null;
  // The password may hold `@` and `/` unescaped: the host begins after the last `@`.
  const at = match[1].lastIndexOf('@');
  const credentials = at === -1 ? '' : match[1].slice(0, at);
  let url: URL;
  try {
    url = new URL(`http://${match[1].slice(at + 1)}`);
  } catch {
    return null;
  }
  const colon = credentials.indexOf(':');
  const user = colon === -1 ? credentials : credentials.slice(0, colon);
  const name = decode(url.pathname.slice(1));
  return {
    dbHost: url.hostname.replace(/^\[|\]$/g, ''),
    dbPort: url.port === '' ? '5432' : url.port,
    ...(name !== '' && { dbName: name }),
    ...(user !== '' && { dbUser: decode(user) }),
    ...(colon !== -1 && { dbPassword: decode(credentials.slice(colon + 1)) }),
  };
}

const environmentSchema = z.enum(['dev', 'stage', 'prod']);
const environmentNames: Record<string, string> = {
  development: 'dev',
  local: 'dev',
  staging: 'stage',
  production: 'prod',
};

function parseEndpoint(value: string): ParsedConnection {
  const match = /^(?:(https?):\/\/)?([^/:]+|\[[^\]]+\])(?::(\d+))?\/?$/i.exec(value.trim());
  if (!match) return { storageEndpoint: value };
  const [, scheme, host = '', port] = match;
  return {
    storageEndpoint: host.replace(/^\[|\]$/g, ''),
    ...(port !== undefined && { storagePort: port }),
    ...(scheme !== undefined && { storageSecure: scheme.toLowerCase() === 'https' }),
  };
}

/** What a pasted connection string or the text of a `.env` file says about the connection; null when nothing. */
export function parseConnection(text: string): ParsedConnection | null {
  const url = parseDatabaseUrl(text);
  if (url) return url;
  const env = parseEnvLines(text);
  const given = (name: string): string | undefined => env.get(name) || undefined;
  const field = <K extends keyof ParsedConnection>(key: K, name: string): Partial<Record<K, string>> => {
    const value = given(name);
    const found: Partial<Record<K, string>> = {};
    if (value !== undefined) found[key] = value;
    return found;
  };

  const stated = given('ENVIRONMENT')?.toLowerCase();
  const environment = environmentSchema.safeParse(environmentNames[stated ?? ''] ?? stated);
  const endpoint = given('MINIO_ENDPOINT');
  const secure = given('MINIO_SECURE')?.toLowerCase();
  const parsed: ParsedConnection = {
    ...(environment.success && { environment: environment.data }),
    ...field('dbHost', 'POSTGRES_HOST'),
    ...field('dbPort', 'POSTGRES_PORT'),
    ...field('dbName', 'POSTGRES_DB'),
    ...field('dbUser', 'POSTGRES_USER'),
    ...field('dbPassword', 'POSTGRES_PASSWORD'),
    ...parseDatabaseUrl(given('DATABASE_URL') ?? ''),
    ...(endpoint !== undefined && parseEndpoint(endpoint)),
    ...(secure !== undefined && { storageSecure: ['true', '1', 'yes', 'on'].includes(secure) }),
    ...field('accessKey', 'MINIO_ACCESS_KEY'),
    ...field('secretKey', 'MINIO_SECRET_KEY'),
    ...field('bucketPrefix', 'MINIO_BUCKET_PREFIX'),
  };
  return Object.keys(parsed).length === 0 ? null : parsed;
}
