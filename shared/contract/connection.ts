import { z } from 'zod';
import { fingerprintSchema, profileDraftSchema, profileIdSchema, profileSchema } from '../domain/servers.ts';
import { call, event } from './define.ts';
import { libraryStatusSchema } from './library.ts';

const nothing = z.strictObject({});

export const serverPartSchema = z.enum(['database', 'storage', 'embedding']);
export type ServerPart = z.infer<typeof serverPartSchema>;

/** Why a part can't be used. Words and remedy are in the renderer's locales under `connection:cause.<cause>`. */
export const causeSchema = z.enum([
  // the way there
  'refused',
  'timeout',
  'dns',
  'unreachable',
  'tailnet_off',
  'connection_lost',
  'tls_untrusted',
  'tls_expired',
  'tls_wrong_host',
  'tls_required',
  'tls_unsupported',
  'plain_not_allowed',
  // database
  'wrong_password',
  'no_such_user',
  'no_such_database',
  'not_postgres',
  'postgres_too_old',
  'too_many_connections',
  'no_pgvector',
  'database_read_only',
  'not_adopted',
  'library_newer',
  'starting_up',
  /** Tables of another program bear our names; `wrongColumns` of the findings says which columns. */
  'foreign_tables',
  /** The role may not do what the plan needs. */
  'missing_rights',
  /** The database keeps text in another encoding than UTF-8. */
  'not_utf8',
  // object store
  'not_s3',
  'console_port',
  'wrong_access_key',
  'wrong_secret_key',
  'clock_skew',
  'wrong_region',
  'bucket_missing',
  'bucket_denied',
  'storage_read_only',
  'storage_full',
  // embedding endpoint
  'unauthorized',
  'wrong_adapter',
  'wrong_model',
  'no_image_support',
  'too_many_dimensions',
  'bad_vector',
  'overloaded',
  'answers_html',
  'server_error',
  'internal',
]);
export type Cause = z.infer<typeof causeSchema>;

/** What works but should be known. Words under `connection:warning.<warning>`. */
export const warningSchema = z.enum([
  'plain_connection',
  'public_bucket',
  'root_key',
  'superuser',
  'clock_skew',
  'slow',
  'pgvector_old',
  'pgvector_missing_installable',
  'temp_without_lifecycle',
  'buckets_missing',
  'read_only',
  'no_text',
  'tls_trusted_by_hand',
  'store_address_loopback',
]);
export type Warning = z.infer<typeof warningSchema>;

const plainFacts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** A certificate that was refused, for the person to compare with the server's own. */
export const certificateSchema = z.strictObject({
  fingerprint: fingerprintSchema,
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
});
export type Certificate = z.infer<typeof certificateSchema>;

export const partCheckSchema = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    /** Milliseconds of one round trip on an open connection. */
    latencyMs: z.number(),
    /** As the server tells it, such as `PostgreSQL 15.8`, `MinIO` or a model's name. */
    version: z.string(),
    /** What was found, by name: `assets`, `brands`, `pgvector`, `buckets`, `dimensions`, `text` … Values are plain. */
    facts: plainFacts,
    warnings: z.array(warningSchema),
  }),
  z.strictObject({
    ok: z.literal(false),
    cause: causeSchema,
    /** Fills in the words: `host`, `port`, `user`, `bucket`, `skewSeconds` … */
    details: plainFacts,
    certificate: certificateSchema.nullable(),
    warnings: z.array(warningSchema),
  }),
]);
export type PartCheck = z.infer<typeof partCheckSchema>;

/** What an inspection of a database and its buckets found. */
export const findingsSchema = z.strictObject({
  /** `empty`: no table of ours; `customer`/`drifted`: see the shapes; `foreign`: tables of another program under our names; `adopted`: the app's schema is there. */
  variant: z.enum(['empty', 'customer', 'drifted', 'foreign', 'adopted']),
  serverVersion: z.string(),
  /** Null where the extension is not installed in the database. */
  pgvector: z.string().nullable(),
  pgvectorAvailable: z.string().nullable(),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      present: z.boolean(),
      rows: z.number(),
      missingColumns: z.array(z.string()),
      extraColumns: z.array(z.string()),
      /** Columns that another program requires, which uploads of the app fill in. */
      requiredColumns: z.array(z.string()),
      /** Columns whose type the app can't use, or that are required and can't be filled in. */
      wrongColumns: z.array(z.string()),
    }),
  ),
  /** Spellings seen in a sample of `minio_path` and `checksum`. */
  spellings: z.strictObject({
    bucketAndKey: z.number(),
    keyOnly: z.number(),
    singularFolder: z.number(),
    elsewhere: z.number(),
    bareChecksums: z.number(),
    prefixedChecksums: z.number(),
    withoutChecksum: z.number(),
  }),
  vectors: z.strictObject({
    rows: z.number(),
    index: z.string().nullable(),
    indexLists: z.number().nullable(),
    dimensions: z.number().nullable(),
  }),
  buckets: z.array(
    z.strictObject({
      name: z.string(),
      present: z.boolean(),
      public: z.boolean(),
      expiresAfterDays: z.number().nullable(),
    }),
  ),
  /** The role that the profile connects with. */
  role: z.strictObject({
    name: z.string(),
    superuser: z.boolean(),
    canWrite: z.boolean(),
    canAdopt: z.boolean(),
  }),
  warnings: z.array(warningSchema),
});
export type Findings = z.infer<typeof findingsSchema>;

export const planSchema = z.strictObject({
  /** Changes with every change of the plan; adoption runs only the plan that was shown. */
  hash: z.string(),
  /** Exactly what would run, in one transaction; empty when the database is ready. */
  sql: z.string(),
  steps: z.array(z.strictObject({ name: z.string(), statements: z.number() })),
  bucketsToCreate: z.array(z.string()),
  lifecycleToSet: z.array(z.string()),
  /** Why it can't run with this role; null when it can. */
  blockedBy: causeSchema.nullable(),
});
export type AdoptionPlan = z.infer<typeof planSchema>;

export const connection = {
  profiles: call({
    summary: 'The profiles, the one that is open, and how their secrets are kept.',
    input: nothing,
    output: z.strictObject({
      profiles: z.array(profileSchema),
      current: z.union([z.literal('local'), profileIdSchema]).nullable(),
      localExists: z.boolean(),
      /** `session-only`: the system has no key store, so secrets are not kept and are asked for at every start. */
      secrets: z.enum(['encrypted', 'session-only']),
    }),
  }),
  check: call({
    summary: 'Tries one part of a profile, live.',
    input: z.strictObject({ draft: profileDraftSchema, part: serverPartSchema }),
    output: partCheckSchema,
    errors: ['not_found', 'secret_missing'],
  }),
  save: call({
    summary: 'Keeps a new profile or the changes to one; secrets go to the system key store.',
    input: z.strictObject({ draft: profileDraftSchema }),
    output: profileSchema,
    /** `secret_missing`: an address changed, so its secret (`details.part`) has to be typed again. */
    errors: ['name_taken', 'not_found', 'secret_missing'],
  }),
  remove: call({
    summary: 'Forgets a profile and its secrets. The servers are not touched.',
    input: z.strictObject({ id: profileIdSchema }),
    output: nothing,
    errors: ['not_found', 'profile_in_use'],
  }),
  open: call({
    summary:
      'Switches to the local library or to a profile, without a restart. The page is loaded anew on the way, since its policy names the store.',
    input: z.strictObject({ id: z.union([z.literal('local'), profileIdSchema]) }),
    output: libraryStatusSchema,
    errors: ['not_found'],
  }),
  inspect: call({
    summary:
      'Looks at a database and its buckets without changing anything, and says what adoption would run.',
    input: z.strictObject({ draft: profileDraftSchema }),
    output: z.strictObject({ findings: findingsSchema, plan: planSchema }),
    errors: ['not_found', 'secret_missing', 'server_part_failed', 'library_newer'],
  }),
  adopt: call({
    summary: 'Runs the plan that was shown, in one transaction, and makes missing buckets.',
    input: z.strictObject({ draft: profileDraftSchema, hash: z.string().max(128) }),
    output: z.strictObject({ findings: findingsSchema }),
    errors: [
      'not_found',
      'secret_missing',
      'server_part_failed',
      'plan_changed',
      'permission_denied',
      'library_newer',
    ],
  }),
  exportProfile: call({
    summary: 'Asks for a place and writes the profile there, without its secrets.',
    input: z.strictObject({ id: profileIdSchema }),
    output: z.strictObject({ saved: z.boolean() }),
    errors: ['not_found', 'permission_denied', 'disk_full'],
  }),
  importProfile: call({
    summary: 'Asks for a file that was exported and gives its profile as a draft.',
    input: nothing,
    output: z.strictObject({ draft: profileDraftSchema.nullable() }),
    errors: ['corrupt', 'file_unreadable'],
  }),
  tailnet: call({
    summary: 'The nodes that the `tailscale` command lists, where it exists.',
    input: nothing,
    output: z.strictObject({
      installed: z.boolean(),
      running: z.boolean(),
      nodes: z.array(z.strictObject({ name: z.string(), address: z.string(), online: z.boolean() })),
    }),
  }),
  profilesChanged: event({ summary: 'The list of profiles changed.', payload: nothing }),
};
