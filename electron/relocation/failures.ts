import type { ErrorCode } from '../../shared/contract/errors.ts';
import { isConnectionTrouble } from '../connection/health/trouble.ts';
import { AppError } from '../errors.ts';

/** Codes that a move stops for until a person does something. */
const lasting = new Set<ErrorCode>([
  'not_adopted',
  'library_newer',
  'library_damaged',
  'permission_denied',
  'secret_missing',
  'server_part_failed',
  'not_found',
]);

/** SQLSTATEs by what they mean for an asset. */
const bySqlState = new Map<string, ErrorCode>([
  ['23503', 'not_found'],
  ['53100', 'disk_full'],
  ['42501', 'permission_denied'],
]);

/** A failure in the words of the contract. */
export function codeOf(error: unknown): ErrorCode {
  if (error instanceof AppError) return error.code;
  const state = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return bySqlState.get(state) ?? (isConnectionTrouble(error) ? 'offline' : 'internal');
}

/** Whether an attempt is worth repeating: what failed may not be what was asked for. */
export function mayPass(error: unknown): boolean {
  return (error instanceof AppError && error.retry) || isConnectionTrouble(error);
}

/** What a whole move comes to by a failure: it waits for what passes, and stops for what does not. */
export function consequence(error: unknown): {
  readonly state: 'paused' | 'failed';
  readonly reason: ErrorCode;
} {
  const reason = codeOf(error);
  if (reason === 'library_locked') return { state: 'paused', reason };
  if (reason === 'disk_full') return { state: 'paused', reason };
  if (lasting.has(reason)) return { state: 'failed', reason };
  return mayPass(error) ? { state: 'paused', reason } : { state: 'failed', reason };
}
