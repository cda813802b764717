import { z } from 'zod';
import { oneLine, withoutHidden } from './visible-text.ts';

export const profileIdSchema = z.uuid().brand<'ProfileId'>();
export type ProfileId = z.infer<typeof profileIdSchema>;

export const environmentSchema = z.enum(['dev', 'stage', 'prod']);
export type Environment = z.infer<typeof environmentSchema>;

const port = z.int().min(1).max(65_535);
/** What is copied out of a document or a chat brings more along than what is seen. */
const pasted = z.string().overwrite(withoutHidden).trim();
/** SHA-256 of a certificate in DER, as 64 lower-case hex digits. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const databaseAddressSchema = z.strictObject({
  host: pasted.min(1).max(255),
  port,
  database: pasted.min(1).max(63),
  user: pasted.min(1).max(63),
  /** `verify` wants a certificate that is trusted by the system or by the profile. */
  tls: z.enum(['off', 'verify']),
});
export type DatabaseAddress = z.infer<typeof databaseAddressSchema>;

export const storageAddressSchema = z.strictObject({
  /** Host name or address, without scheme and port. */
  endpoint: pasted
    .min(1)
    .max(255)
    .regex(/^[\p{L}\p{N}._:[\]-]+$/u),
  port,
  secure: z.boolean(),
  /** Stands in every presigned URL, hence no secret. */
  accessKey: pasted.min(1).max(255),
  /** Null: asked from the server, else `us-east-1`. */
  region: pasted.min(1).max(63).nullable(),
  /** Such as `dev-`; before `sparklio-assets` and its siblings. */
  bucketPrefix: pasted.max(20).regex(/^[a-z0-9-]*$/),
});
export type StorageAddress = z.infer<typeof storageAddressSchema>;

export const endpointAdapterSchema = z.enum(['infinity', 'vllm', 'immich', 'clip-as-service']);
export type EndpointAdapter = z.infer<typeof endpointAdapterSchema>;

export const clipModelIdSchema = z.enum(['clip-vit-base-patch32', 'siglip2-base-patch16-224']);
export type ClipModelId = z.infer<typeof clipModelIdSchema>;

/** Where vectors come from. Belongs to a library, so that every desktop of a team uses the same one. */
export const embeddingChoiceSchema = z.discriminatedUnion('kind', [
  /** The embedder that ships with the app: no words, no network. */
  z.strictObject({ kind: z.literal('builtin') }),
  /** CLIP in the app itself, downloaded on request. */
  z.strictObject({ kind: z.literal('clip'), model: clipModelIdSchema }),
  z.strictObject({
    kind: z.literal('endpoint'),
    adapter: endpointAdapterSchema,
    /** Without user and password, which would be a secret. */
    url: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .refine((url) => !/^[^/]*\/\/[^/?#]*@/.test(url)),
    /** As the server names it; empty where it serves one only. */
    model: pasted.max(200),
  }),
]);
export type EmbeddingChoice = z.infer<typeof embeddingChoiceSchema>;
export type EndpointChoice = Extract<EmbeddingChoice, { kind: 'endpoint' }>;

const profileFields = {
  name: z.string().overwrite(oneLine).min(1).max(80),
  environment: environmentSchema,
  database: databaseAddressSchema,
  storage: storageAddressSchema,
  /** Null: what the library already uses, or the built-in embedder. */
  embedding: embeddingChoiceSchema.nullable(),
  /** Certificates trusted for this profile's servers besides the system's. */
  trustedCertificates: z.array(fingerprintSchema).max(16),
  /** The person agreed to plain connections to addresses that are neither loopback nor in a tailnet. */
  plainConnectionsAllowed: z.boolean(),
};

/** What a person is known as in the `users` table of these servers. */
const person = z.strictObject({ email: z.email().max(255), name: z.string().overwrite(oneLine).max(255) });

/** A profile as the window sees it: everything but its secrets. */
export const profileSchema = z.strictObject({
  id: profileIdSchema,
  ...profileFields,
  person,
  /** Which secrets are kept for it on this computer. */
  stored: z.strictObject({
    databasePassword: z.boolean(),
    secretKey: z.boolean(),
    embeddingKey: z.boolean(),
  }),
  lastOpenedAt: z.iso.datetime().nullable(),
});
export type Profile = z.infer<typeof profileSchema>;

const secret = z.string().max(1024).nullable();
/**
 * Secrets travel only from the window to the main process. Null: keep the one that is stored (with `id`), or none.
 * Empty: none, also where one is stored. A stored one is used only where `storedSecretsApply` says so.
 */
export const profileSecretsSchema = z.strictObject({
  databasePassword: secret,
  secretKey: secret,
  embeddingKey: secret,
});
export type ProfileSecrets = z.infer<typeof profileSecretsSchema>;

/** The form: a new profile, or with `id` changes to one. */
export const profileDraftSchema = z.strictObject({
  id: profileIdSchema.nullable(),
  ...profileFields,
  person: person.nullable(),
  secrets: profileSecretsSchema,
});
export type ProfileDraft = z.infer<typeof profileDraftSchema>;

/**
 * Whether what is stored for a profile may be used with changed addresses. A password is for the server that it was
 * typed for: sending it elsewhere, or by a plain connection where it was encrypted, needs it to be typed again
 * (`secret_missing`). The secret key never leaves the main process, so it goes with any address.
 */
export function storedSecretsApply(
  before: Pick<Profile, 'database' | 'embedding'>,
  after: Pick<Profile, 'database' | 'embedding'>,
): { databasePassword: boolean; embeddingKey: boolean } {
  const server = (choice: EmbeddingChoice | null): string | null =>
    choice?.kind === 'endpoint' ? new URL(choice.url).origin : null;
  const [old, now] = [before.database, after.database];
  return {
    databasePassword:
      old.host === now.host && old.port === now.port && (old.tls === 'off' || now.tls === 'verify'),
    embeddingKey: server(after.embedding) === null || server(before.embedding) === server(after.embedding),
  };
}
