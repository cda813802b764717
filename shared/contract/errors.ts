import { z } from 'zod';

/**
 * Every code that can cross to the renderer. The words that a person reads are in the renderer's
 * locales under `errors.<code>`: what happened, to what, and what to do next.
 */
export const errorCodeSchema = z.enum([
  // common
  'invalid_input',
  'internal',
  'cancelled',
  'library_not_open',
  'service_unavailable',
  // library and catalogue
  'library_locked',
  'library_damaged',
  'library_newer',
  'not_found',
  /** The asset is there, and its file is not in the store. */
  'original_missing',
  'name_taken',
  'undo_expired',
  // files
  'file_missing',
  'file_unreadable',
  'file_empty',
  'file_changed',
  'not_a_file',
  'folder_loop',
  /** A symbolic link that leads to nothing. */
  'broken_link',
  'unsupported',
  'corrupt',
  'truncated',
  'image_too_large',
  'password_protected',
  'timeout',
  'media_crashed',
  'upload_failed',
  'verify_failed',
  'duplicate',
  'disk_full',
  'permission_denied',
  // similarity
  'no_vector',
  'no_text_model',
  /** The embedder gave no usable vector for this picture, or refuses it, while it takes others. */
  'bad_vector',
  'embedding_refused',
  // servers
  /** `details.part` and `details.cause` say which part and why. */
  'server_part_failed',
  'secret_missing',
  'not_adopted',
  'plan_changed',
  'profile_in_use',
  'read_only',
  'offline',
  'busy',
  'model_missing',
  'model_in_use',
  // other programs
  'comfyui_not_found',
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** Codes that any call can give. */
export const commonErrors = [
  'invalid_input',
  'internal',
  'cancelled',
  'library_not_open',
  'service_unavailable',
] as const satisfies readonly ErrorCode[];

/** `details` holds plain facts to fill into the message (a name, a limit), never a stack, SQL, an address or a secret. */
export const callErrorSchema = z.strictObject({
  code: errorCodeSchema,
  /** English, for logs and for a code that a locale does not know. */
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Whether the same call may work if it is made again. */
  retry: z.boolean(),
});
export type CallError = z.infer<typeof callErrorSchema>;
export type ErrorDetails = CallError['details'];

export type CallReply<T> = { ok: true; value: T } | { ok: false; error: CallError };
