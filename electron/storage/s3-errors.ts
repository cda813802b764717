import type { Cause } from '../../shared/contract/connection.ts';
import { AppError } from '../errors.ts';
import { networkCause } from '../net/network-cause.ts';

/** Fields that S3 clients put on their errors. */
interface S3Failed {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly status?: unknown;
}

const missing = new Set(['NoSuchKey', 'NotFound', 'NoSuchBucket', 'NoSuchUpload', 'NoSuchVersion']);

/** What S3's codes, and those that MinIO and others add, mean to a person. */
const causes = new Map<string, Cause>([
  ['XMinioStorageFull', 'storage_full'],
  ['XMinioAdminBucketQuotaExceeded', 'storage_full'],
  ['QuotaExceeded', 'storage_full'],
  ['InsufficientStorage', 'storage_full'],
  ['InsufficientCapacity', 'storage_full'],
  ['EntityTooLargeForQuota', 'storage_full'],
  ['ENOSPC', 'storage_full'],
  ['EDQUOT', 'storage_full'],
  ['InvalidAccessKeyId', 'wrong_access_key'],
  ['XMinioInvalidAccessKey', 'wrong_access_key'],
  ['XAdminUserNotFound', 'wrong_access_key'],
  ['InvalidToken', 'wrong_access_key'],
  ['SignatureDoesNotMatch', 'wrong_secret_key'],
  ['RequestTimeTooSkewed', 'clock_skew'],
  ['RequestExpired', 'clock_skew'],
  ['AuthorizationHeaderMalformed', 'wrong_region'],
  ['AuthorizationQueryParametersError', 'wrong_region'],
  ['IllegalLocationConstraintException', 'wrong_region'],
  ['InvalidRegion', 'wrong_region'],
  ['PermanentRedirect', 'wrong_region'],
  ['NoSuchBucket', 'bucket_missing'],
  ['AccessDenied', 'bucket_denied'],
  ['AllAccessDisabled', 'bucket_denied'],
  ['AccountProblem', 'bucket_denied'],
  ['SlowDown', 'overloaded'],
  ['SlowDownRead', 'overloaded'],
  ['SlowDownWrite', 'overloaded'],
  ['TooManyRequests', 'overloaded'],
  ['ServiceUnavailable', 'overloaded'],
  ['XMinioServerNotInitialized', 'starting_up'],
  ['XMinioReadQuorum', 'server_error'],
  ['XMinioWriteQuorum', 'server_error'],
  ['InternalError', 'server_error'],
]);

const byStatus = new Map<number, Cause>([
  [403, 'bucket_denied'],
  [429, 'overloaded'],
  [500, 'server_error'],
  [502, 'server_error'],
  [503, 'overloaded'],
  [504, 'server_error'],
  [507, 'storage_full'],
]);

/** Why the object store did not do what was asked; null where its answer says nothing of the kind. */
export function storageCause(error: unknown): Cause | null {
  const { code, status, statusCode } = (error instanceof Error ? error : {}) as S3Failed;
  const named = typeof code === 'string' ? causes.get(code) : undefined;
  if (named !== undefined) return named;
  const number = typeof status === 'number' ? status : statusCode;
  return networkCause(error) ?? (typeof number === 'number' ? (byStatus.get(number) ?? null) : null);
}

/** Whether a failure says that the object, bucket or upload is not there. */
export function isMissing(error: unknown): boolean {
  const code = error instanceof Error ? (error as S3Failed).code : undefined;
  return typeof code === 'string' && missing.has(code);
}

/** Whether a failure says that the store has no such function at all. */
export function isUnsupported(error: unknown): boolean {
  const code = error instanceof Error ? (error as S3Failed).code : undefined;
  return code === 'NotImplemented';
}

/** Causes that last until a person changes the profile or the server. */
const lasting = new Set<Cause>([
  'wrong_access_key',
  'wrong_secret_key',
  'wrong_region',
  'tls_untrusted',
  'tls_expired',
  'tls_wrong_host',
  'tls_unsupported',
]);

/** A failure of the store in the app's words. `doing` names the step for the log; `details.cause` says why. */
export function storageError(error: unknown, doing: string): AppError {
  if (error instanceof AppError) return error;
  const cause = storageCause(error);
  const details = cause === null ? {} : { part: 'storage', cause };
  if (cause === 'storage_full')
    return new AppError('disk_full', `${doing}: no space left`, details, true, error);
  if (cause === 'bucket_denied') {
    return new AppError('permission_denied', `${doing}: refused by the object store`, details, false, error);
  }
  if (isMissing(error)) return new AppError('not_found', `${doing}: not there`, {}, false, error);
  if (cause !== null && lasting.has(cause)) {
    return new AppError('server_part_failed', `${doing}: the object store refused us`, details, false, error);
  }
  return new AppError(
    'service_unavailable',
    `${doing}: the object store did not answer`,
    details,
    true,
    error,
  );
}
