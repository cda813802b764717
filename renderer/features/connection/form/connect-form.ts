import type { ServerPart } from '@shared/contract/connection.ts';
import {
  type EmbeddingChoice,
  type EndpointAdapter,
  type Environment,
  embeddingChoiceSchema,
  type Profile,
  type ProfileDraft,
  type ProfileId,
  profileDraftSchema,
  storedSecretsApply,
} from '@shared/domain/servers.ts';
import { plainText } from '@shared/domain/visible-text.ts';
import type { ParsedConnection } from '@shared/env/parse-env.ts';

/** The form as typed. Passwords and keys: null keeps the one that is stored. */
export interface ConnectValues {
  name: string;
  environment: Environment;
  personName: string;
  personEmail: string;
  dbHost: string;
  dbPort: string;
  dbName: string;
  dbUser: string;
  dbPassword: string | null;
  dbTls: boolean;
  storageEndpoint: string;
  storagePort: string;
  storageSecure: boolean;
  accessKey: string;
  secretKey: string | null;
  bucketPrefix: string;
  storageRegion: string;
  /** `library`: whatever the library uses. CLIP is chosen elsewhere and only kept here. */
  embedding: 'library' | EmbeddingChoice['kind'];
  embeddingAdapter: EndpointAdapter;
  embeddingUrl: string;
  embeddingModel: string;
  embeddingKey: string | null;
  /** The choice that an edited profile came with. */
  keptEmbedding: EmbeddingChoice | null;
  trustedCertificates: readonly string[];
  plainConnectionsAllowed: boolean;
}

export const emptyConnect: ConnectValues = {
  name: '',
  environment: 'prod',
  personName: '',
  personEmail: '',
  dbHost: '',
  dbPort: '5432',
  dbName: 'sparklio',
  dbUser: '',
  dbPassword: '',
  dbTls: false,
  storageEndpoint: '',
  storagePort: '9000',
  storageSecure: false,
  accessKey: '',
  secretKey: '',
  bucketPrefix: '',
  storageRegion: '',
  embedding: 'library',
  embeddingAdapter: 'infinity',
  embeddingUrl: '',
  embeddingModel: '',
  embeddingKey: '',
  keptEmbedding: null,
  trustedCertificates: [],
  plainConnectionsAllowed: false,
};

/** A draft without its secrets. */
type OpenDraft = Omit<ProfileDraft, 'secrets'>;
type ProfileFields = Omit<OpenDraft, 'id' | 'person'>;

function valuesOfFields(fields: ProfileFields, person: ProfileDraft['person']): ConnectValues {
  const { database, storage, embedding } = fields;
  const endpoint = embedding?.kind === 'endpoint' ? embedding : null;
  return {
    ...emptyConnect,
    name: fields.name,
    environment: fields.environment,
    personName: person?.name ?? '',
    personEmail: person?.email ?? '',
    dbHost: database.host,
    dbPort: String(database.port),
    dbName: database.database,
    dbUser: database.user,
    dbTls: database.tls === 'verify',
    storageEndpoint: storage.endpoint,
    storagePort: String(storage.port),
    storageSecure: storage.secure,
    accessKey: storage.accessKey,
    bucketPrefix: storage.bucketPrefix,
    storageRegion: storage.region ?? '',
    embedding: embedding?.kind ?? 'library',
    keptEmbedding: embedding,
    ...(endpoint && {
      embeddingAdapter: endpoint.adapter,
      embeddingUrl: endpoint.url,
      embeddingModel: endpoint.model,
    }),
    trustedCertificates: fields.trustedCertificates,
    plainConnectionsAllowed: fields.plainConnectionsAllowed,
  };
}

/** A kept profile as the form shows it: what is stored stays stored until it is replaced. */
export function valuesOfProfile(profile: Profile): ConnectValues {
  const { stored } = profile;
  return {
    ...valuesOfFields(profile, profile.person),
    dbPassword: stored.databasePassword ? null : '',
    secretKey: stored.secretKey ? null : '',
    embeddingKey: stored.embeddingKey ? null : '',
  };
}

/** A copy of a profile under another name; its secrets can't be copied, since the window never has them. */
export function valuesOfCopy(profile: Profile, name: string): ConnectValues {
  return { ...valuesOfFields(profile, profile.person), name };
}

/** An imported profile. */
export function valuesOfDraft(draft: OpenDraft): ConnectValues {
  return valuesOfFields(draft, draft.person);
}

/** What is wrong with a field; each has words in `connection:problem`. */
export type FieldProblem = 'required' | 'port' | 'prefix' | 'url' | 'email' | 'tooLong' | 'nameTaken';
export type ConnectProblems = Partial<Record<keyof ConnectValues, FieldProblem>>;

const fieldOfPath: Record<string, keyof ConnectValues> = {
  name: 'name',
  environment: 'environment',
  'person.email': 'personEmail',
  'person.name': 'personName',
  'database.host': 'dbHost',
  'database.port': 'dbPort',
  'database.database': 'dbName',
  'database.user': 'dbUser',
  'secrets.databasePassword': 'dbPassword',
  'storage.endpoint': 'storageEndpoint',
  'storage.port': 'storagePort',
  'storage.accessKey': 'accessKey',
  'storage.region': 'storageRegion',
  'storage.bucketPrefix': 'bucketPrefix',
  'secrets.secretKey': 'secretKey',
  'embedding.url': 'embeddingUrl',
  'embedding.model': 'embeddingModel',
  'secrets.embeddingKey': 'embeddingKey',
};

function problemOf(field: keyof ConnectValues, code: string): FieldProblem {
  if (field === 'dbPort' || field === 'storagePort') return 'port';
  if (field === 'embeddingUrl') return 'url';
  if (field === 'personEmail') return 'email';
  if (code === 'too_big') return 'tooLong';
  return field === 'bucketPrefix' ? 'prefix' : 'required';
}

const toPort = (text: string): number => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN);

function embeddingOf(values: ConnectValues): unknown {
  if (values.embedding === 'library') return null;
  if (values.embedding === 'builtin') return { kind: 'builtin' };
  if (values.embedding === 'clip') return values.keptEmbedding;
  return {
    kind: 'endpoint',
    adapter: values.embeddingAdapter,
    url: plainText(values.embeddingUrl),
    model: values.embeddingModel,
  };
}

/** The draft as it would be sent, before it is known to be one. */
function unparsedDraft(values: ConnectValues, id: ProfileId | null) {
  // With an id an empty text is a new, empty secret; without one there is none.
  const secret = (text: string | null): string | null => (text === '' && id === null ? null : text);
  const email = plainText(values.personEmail);
  const name = plainText(values.personName);
  return {
    id,
    name: values.name,
    environment: values.environment,
    database: {
      host: values.dbHost,
      port: toPort(values.dbPort),
      database: values.dbName,
      user: values.dbUser,
      tls: values.dbTls ? 'verify' : 'off',
    },
    storage: {
      endpoint: values.storageEndpoint,
      port: toPort(values.storagePort),
      secure: values.storageSecure,
      accessKey: values.accessKey,
      region: values.storageRegion.trim() === '' ? null : values.storageRegion,
      bucketPrefix: values.bucketPrefix,
    },
    embedding: embeddingOf(values),
    person: email === '' && name === '' ? null : { email, name },
    trustedCertificates: [...values.trustedCertificates],
    plainConnectionsAllowed: values.plainConnectionsAllowed,
    secrets: {
      databasePassword: secret(values.dbPassword),
      secretKey: secret(values.secretKey),
      embeddingKey: values.embedding === 'endpoint' ? secret(values.embeddingKey) : null,
    },
  };
}

/** The form as the contract wants it, or what is wrong by field. */
export function checkConnect(
  values: ConnectValues,
  id: ProfileId | null,
): { ok: true; draft: ProfileDraft } | { ok: false; problems: ConnectProblems } {
  const parsed = profileDraftSchema.safeParse(unparsedDraft(values, id));
  const problems: ConnectProblems = {};
  if (values.secretKey === '') problems.secretKey = 'required';
  if (!parsed.success) {
    for (const { path, code } of parsed.error.issues) {
      const field = fieldOfPath[path.join('.')];
      if (field !== undefined) problems[field] ??= problemOf(field, code);
    }
  }
  return parsed.success && Object.keys(problems).length === 0
    ? { ok: true, draft: parsed.data }
    : { ok: false, problems };
}

/** Passes for the parts that a check does not look at. */
const neutral = {
  name: '-',
  environment: 'dev',
  person: null,
  database: { host: 'localhost', port: 5432, database: '-', user: '-', tls: 'off' },
  storage: {
    endpoint: 'localhost',
    port: 9000,
    secure: false,
    accessKey: '-',
    region: null,
    bucketPrefix: '',
  },
  embedding: null,
  secrets: { databasePassword: null, secretKey: null, embeddingKey: null },
} as const;

/**
 * What it takes to test one part, and nothing of the other parts: no secret goes where it is not needed. Null while
 * the part's fields are not complete.
 */
export function partDraft(
  values: ConnectValues,
  edited: Profile | null,
  part: ServerPart,
): ProfileDraft | null {
  const id = edited?.id ?? null;
  const whole = unparsedDraft(values, id);
  const { trustedCertificates, plainConnectionsAllowed } = whole;
  const own =
    part === 'database'
      ? {
          database: whole.database,
          secrets: { ...neutral.secrets, databasePassword: whole.secrets.databasePassword },
        }
      : part === 'storage'
        ? { storage: whole.storage, secrets: { ...neutral.secrets, secretKey: whole.secrets.secretKey } }
        : {
            embedding: whole.embedding,
            secrets: { ...neutral.secrets, embeddingKey: whole.secrets.embeddingKey },
          };
  if (part === 'storage' && values.secretKey === '') return null;
  if (part === 'embedding' && values.embedding !== 'endpoint') return null;
  const parsed = profileDraftSchema.safeParse({
    ...neutral,
    // What is stored applies to the addresses that it was stored with.
    ...(edited && { database: edited.database, storage: edited.storage, embedding: edited.embedding }),
    id,
    trustedCertificates,
    plainConnectionsAllowed,
    ...own,
  });
  return parsed.success ? parsed.data : null;
}

/**
 * Changes some fields. A kept password is for the server that it was typed for: where that is another one now, it has
 * to be typed again.
 */
export function changeConnect(
  values: ConnectValues,
  change: Partial<ConnectValues>,
  edited: Profile | null,
): ConnectValues {
  const next = { ...values, ...change };
  if (edited === null) return next;
  const { database, embedding } = unparsedDraft(next, edited.id);
  const choice = embeddingChoiceSchema.nullable().safeParse(embedding);
  const apply = storedSecretsApply(edited, {
    database: { ...database, tls: next.dbTls ? 'verify' : 'off' },
    embedding: choice.success ? choice.data : null,
  });
  return {
    ...next,
    dbPassword: next.dbPassword === null && !apply.databasePassword ? '' : next.dbPassword,
    embeddingKey: next.embeddingKey === null && !apply.embeddingKey ? '' : next.embeddingKey,
  };
}

/** Fills in what a pasted text gave; everything else stays. The host names the connection if it has no name. */
export function fillConnect(values: ConnectValues, parsed: ParsedConnection): ConnectValues {
  const filled = { ...values, ...parsed };
  // A host that is new must be agreed to anew.
  const moved = filled.dbHost !== values.dbHost || filled.storageEndpoint !== values.storageEndpoint;
  return {
    ...filled,
    plainConnectionsAllowed: values.plainConnectionsAllowed && !moved,
    name: filled.name === '' && parsed.dbHost !== undefined ? parsed.dbHost : filled.name,
  };
}
