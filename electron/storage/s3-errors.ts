import { AppError } from '../errors.ts';

/** Fields that S3 clients put on their errors. */
interface S3Failure {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly status?: unknown;
}

const full = new Set(['XMinioStorageFull', 'QuotaExceeded', 'InsufficientStorage', 'ENOSPC', 'EDQUOT']);
const denied = new Set(['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AllAccessDisabled']);
const missing = new Set(['NoSuchKey', 'NotFound', 'NoSuchBucket', 'NoSuchUpload', 'NoSuchVersion']);

/** Whether a failure says that the object, bucket or upload is not there. */
export function isMissing(error: unknown): boolean {
  const code = error instanceof Error ? (error as S3Failure).code : undefined;
  return typeof code === 'string' && missing.has(code);
}

/** A failure of the store in the app's words. `doing` names the step for the log. */
export function storageError(error: unknown, doing: string): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode, status } = (error instanceof Error ? error : {}) as S3Failure;
  const text = typeof code === 'string' ? code : '';
  if (full.has(text) || statusCode === 507 || status === 507) {
    return new AppError('disk_full', `${doing}: no space left`, {}, true, error);
  }
  if (denied.has(text) || statusCode === 403 || status === 403) {
    return new AppError('permission_denied', `${doing}: refused by the object store`, {}, false, error);
  }
  if (missing.has(text)) return new AppError('not_found', `${doing}: not there`, {}, false, error);
  return new AppError('service_unavailable', `${doing}: the object store did not answer`, {}, true, error);
}
