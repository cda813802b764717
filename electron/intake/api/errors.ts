import type { z } from 'zod';
import type { ErrorCode } from '../../../shared/contract/errors.ts';
import { AppError } from '../../errors.ts';
import { log } from '../../log.ts';
import { redactHidden } from '../../redact.ts';

/** Codes that only programs meet, besides those of the contract. */
export type ApiErrorCode =
  | ErrorCode
  | 'unauthorized'
  | 'forbidden'
  | 'paths_not_allowed'
  | 'method_not_allowed'
  | 'brand_not_found'
  | 'project_not_found'
  | 'idempotency_key_reused'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'too_many_requests';

type Details = Readonly<Record<string, string | number | boolean | null>>;

/** A refusal as a client reads it: `{error: {code, message, details}}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: ApiErrorCode;
  readonly details: Details;

  constructor(status: number, code: ApiErrorCode, message: string, details: Details = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  toBody() {
    return { error: { code: this.code, message: redactHidden(this.message), details: { ...this.details } } };
  }
}

/** Statuses of failures that the app knows; anything else is 500. */
const statuses: Partial<Record<ErrorCode, number>> = {
  invalid_input: 400,
  file_empty: 400,
  not_a_file: 400,
  folder_loop: 400,
  broken_link: 400,
  unsupported: 422,
  corrupt: 422,
  truncated: 422,
  image_too_large: 422,
  password_protected: 422,
  no_vector: 409,
  no_text_model: 409,
  bad_vector: 422,
  embedding_refused: 422,
  file_missing: 404,
  file_unreadable: 403,
  file_changed: 409,
  not_found: 404,
  read_only: 403,
  permission_denied: 403,
  cancelled: 503,
  library_not_open: 503,
  service_unavailable: 503,
  server_part_failed: 503,
  media_crashed: 503,
  offline: 503,
  busy: 503,
  timeout: 504,
  disk_full: 507,
};

export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 500;
}

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** Any failure in the API's words. What is not foreseen says nothing of itself. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AppError) {
    const { code, message, details } = error.toCallError();
    return new ApiError(statusOf(code), code, message, details);
  }
  if (isDiskFull(error)) return new ApiError(507, 'disk_full', 'The disk is full');
  log.error('a request to the intake API failed', error);
  return new ApiError(500, 'internal', 'Something went wrong');
}

/** What of a request does not parse: the first fault, with its place. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = safely(schema, value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new ApiError(400, 'invalid_input', issue?.message ?? 'The request does not parse', { field });
}

function safely<T>(schema: z.ZodType<T>, value: unknown) {
  try {
    return schema.safeParse(value);
  } catch {
    // The stack has an end.
    throw new ApiError(400, 'invalid_input', 'The request is nested too deeply');
  }
}
