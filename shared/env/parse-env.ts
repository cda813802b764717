import { z } from 'zod';

/** Fields of the connection form that a text could fill; absent ones were not in it. All as typed, not yet checked. */
export interface ParsedConnection {
  environment?: 'dev' | 'stage' | 'prod';
  dbHost?: string;
  dbPort?: string;
  dbName?: string;
  dbUser?: string;
  dbPassword?: string;
  dbTls?: boolean;
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

/** `${NAME}` of lines before, also with a default after `:-`; what is not known stays as it is. */
function expand(value: string, known: ReadonlyMap<string, string>): string {
  return value.replace(
    /\$\{([A-Za-z_]\w*)(?::?-([^}]*))?\}/g,
    (whole, name: string, otherwise?: string) => (known.get(name) || otherwise) ?? whole,
  );
}

/** `NAME=value` lines of a `.env` file: quotes, `export`, `${NAME}`, comments and CRLF as dotenv reads them. */
export function parseEnvLines(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const row of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const [, name, value] = line.exec(row) ?? [];
    if (name === undefined || value === undefined || value.startsWith('#')) continue;
    values.set(name, value.startsWith("'") ? unquote(value) : expand(unquote(value), values));
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

/** Where a query begins although an `@` follows: in one of its values. */
const knownQuery =
  /\?(?=(?:sslmode|ssl|sslrootcert|host|port|user|password|dbname|options|application_name|channel_binding|connect_timeout|target_session_attrs)=)/;

/** Whether TLS is insisted on or ruled out, by `sslmode` (libpq) or `ssl` (asyncpg, node-postgres); else undecided. */
function tlsOf(query: URLSearchParams): boolean | undefined {
  const mode = (query.get('sslmode') ?? query.get('ssl') ?? '').toLowerCase();
  if (['require', 'verify-ca', 'verify-full', 'true', '1'].includes(mode)) return true;
  return ['disable', 'false', '0'].includes(mode) ? false : undefined;
}

/**
 * Parts of `postgres://user:password@host:5432/name`; null when it is none. Also as SQLAlchemy
 * (`postgresql+asyncpg://…`) and JDBC write it, and with `host`, `port`, `user` and `password` in the query.
 */
export function parseDatabaseUrl(text: string): ParsedConnection | null {
  const rest = /^(?:jdbc:)?postgres(?:ql)?(?:\+\w+)?:\/\/(\S+)$/i.exec(text.trim())?.[1];
  if (rest === undefined) return null;
  // The password may hold `@`, `/` and `?` unescaped: the host begins after the last `@`.
  const known = rest.search(knownQuery);
  const at = (known === -1 ? rest : rest.slice(0, known)).lastIndexOf('@');
  const credentials = at === -1 ? '' : rest.slice(0, at);
  const [address = '', ...queries] = rest.slice(at + 1).split('?');
  const place = /^(\[[^\]]+\]|[^:/]*)(?::(\d+))?(?:\/(.*))?$/.exec(address);
  if (place === null) return null;
  const query = new URLSearchParams(queries.join('?'));
  const colon = credentials.indexOf(':');
  const given = (typed: string, name: string): string =>
    typed === '' ? (query.get(name) ?? '') : decode(typed);
  const host = given((place[1] ?? '').replace(/^\[|\]$/g, ''), 'host');
  const database = given(place[3] ?? '', 'dbname');
  const user = given(colon === -1 ? credentials : credentials.slice(0, colon), 'user');
  const password = colon === -1 ? query.get('password') : decode(credentials.slice(colon + 1));
  if (host === '' && database === '') return null;
  const tls = tlsOf(query);
  return {
    ...(host !== '' && { dbHost: host }),
    dbPort: place[2] ?? query.get('port') ?? '5432',
    ...(database !== '' && { dbName: database }),
    ...(user !== '' && { dbUser: user }),
    ...(password !== null && { dbPassword: password }),
    ...(tls !== undefined && { dbTls: tls }),
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
