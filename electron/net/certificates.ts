import type { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { z } from 'zod';
import type { Cause, Certificate } from '../../shared/contract/connection.ts';

/** SHA-256 of a certificate in DER, as 64 lower-case hex digits. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

/** What a person compares with the server's own certificate. */
export function describeCertificate(certificate: X509Certificate): Certificate {
  const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ');
  const isoDate = (text: string): string => {
    const date = new Date(text);
    return Number.isNaN(date.getTime()) ? text : date.toISOString();
  };
  return {
    fingerprint: fingerprintOf(certificate),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
  };
}

type TlsCause = Extract<Cause, 'tls_untrusted' | 'tls_expired' | 'tls_wrong_host' | 'tls_unsupported'>;

/** The connection was not secured. Nothing but the handshake was sent. */
export class TlsRefusedError extends Error {
  override readonly name = 'TlsRefusedError';
  readonly code: TlsCause;
  /** The server's certificate, where it showed one. */
  readonly certificate: Certificate | null;

  constructor(code: TlsCause, certificate: Certificate | null) {
    super(`The server's certificate or TLS was refused (${code})`);
    this.code = code;
    this.certificate = certificate;
  }
}

/** What OpenSSL's verdict on a certificate means to a person. */
export function verdictCause(verdict: string): TlsCause {
  if (verdict === 'CERT_HAS_EXPIRED' || verdict === 'CERT_NOT_YET_VALID') return 'tls_expired';
  if (verdict === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'tls_wrong_host';
  return 'tls_untrusted';
}

let authorities: string[] | null | undefined;

/**
 * The authorities that this computer trusts, where the runtime can tell them (Node.js 22.15 and later): its own, those
 * of `NODE_EXTRA_CA_CERTS`, and those of the operating system, such as a company's own. Null: what it does by itself.
 */
export function trustedAuthorities(): string[] | null {
  if (authorities !== undefined) return authorities;
  const read: unknown = Reflect.get(tls, 'getCACertificates');
  const list = (kind: string): string[] => {
    try {
      const found: unknown = typeof read === 'function' ? read(kind) : [];
      return z.array(z.string()).catch([]).parse(found);
    } catch {
      return [];
    }
  };
  const own = list('default');
  authorities = own.length === 0 ? null : [...new Set([...own, ...list('system')])];
  return authorities;
}
