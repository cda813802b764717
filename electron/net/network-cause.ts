import type { Cause } from '../../shared/contract/connection.ts';
import { TlsRefusedError } from './certificates.ts';

const causes = new Map<string, Cause>([
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'timeout'],
  ['ESOCKETTIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ECONNRESET', 'connection_lost'],
  ['ECONNABORTED', 'connection_lost'],
  ['EPIPE', 'connection_lost'],
  ['UND_ERR_SOCKET', 'connection_lost'],
]);

/** The system's code of an error, such as `ECONNREFUSED`; empty where there is none. */
export function systemCode(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}

/**
 * Why a server could not be reached, or that the way to it broke; null for any other failure. Looks through
 * wrapped errors, for clients wrap the system's.
 */
export function networkCause(error: unknown): Cause | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    if (at instanceof TlsRefusedError) return at.code;
    const found = causes.get(systemCode(at));
    if (found !== undefined) return found;
    if (at.name === 'TimeoutError') return 'timeout';
    // Several addresses of one name were tried; all failed, so any says why.
    if (at instanceof AggregateError) {
      for (const each of at.errors) {
        const inner = networkCause(each);
        if (inner !== null) return inner;
      }
    }
  }
  return null;
}

/** The certificate that was refused, if that was the reason. */
export function refusedCertificate(error: unknown): TlsRefusedError['certificate'] {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    if (at instanceof TlsRefusedError) return at.certificate;
  }
  return null;
}
