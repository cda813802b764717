import { AppError } from '../../errors.ts';

/** Codes of the app's own errors that may mean that a server is away. */
const appCodes = new Set([
  'offline',
  'service_unavailable',
  'server_part_failed',
  'timeout',
  // The media worker's words for a store that it can not read from or write to.
  'file_unreadable',
  'upload_failed',
]);

const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Connection exceptions, the server's shutdown and start-up, and too many connections. */
const sqlStates = /^(08...|57P0[1-5]|53300)$/;

/**
 * Whether a failure may come from the way to a server instead of from what was asked. The driver of the database
 * has no code for some of them, only sentences.
 */
export function isConnectionTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The embedder looks after its endpoint itself, and work goes on without it.
  if (error instanceof AppError && error.details.part === 'embedding') return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (appCodes.has(code) || systemCodes.has(code) || sqlStates.test(code)) return true;
  if (
    /^Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/.test(
      error.message,
    )
  ) {
    return true;
  }
  return error.cause !== undefined && isConnectionTrouble(error.cause);
}
