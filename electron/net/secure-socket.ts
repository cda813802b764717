import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import {
  describeCertificate,
  fingerprintOf,
  TlsRefusedError,
  trustedAuthorities,
  verdictCause,
} from './certificates.ts';

export interface Trust {
  /** SHA-256 fingerprints of certificates trusted besides what the system trusts. */
  readonly trustedCertificates: readonly string[];
  /** Told when a connection rests on a certificate that was trusted by hand. */
  readonly onTrustedByHand?: () => void;
}

export interface SecureOptions extends Trust {
  /** Name or address that the certificate must be made out to. */
  readonly host: string;
}

/**
 * Secures an open or opening socket and gives it only once the server's certificate is known to be trusted, so that
 * no byte of the application leaves before. Certificates trusted by hand need no authority and no matching name.
 *
 * @throws TlsRefusedError, or the socket's own error.
 */
export function secureSocket(socket: Socket, options: SecureOptions): Promise<TLSSocket> {
  const byHand = options.trustedCertificates.length > 0;
  const authorities = trustedAuthorities();
  const settings: ConnectionOptions = {
    socket,
    host: options.host,
    // A certificate trusted by hand is compared below; its verdict alone would end the connection too early.
    rejectUnauthorized: false,
    ...(authorities !== null && { ca: authorities }),
    ...(isIP(options.host) === 0 && { servername: options.host }),
  };
  return new Promise((resolve, reject) => {
    const secured = connect(settings);
    const refuse = (error: Error): void => {
      secured.destroy();
      reject(error);
    };
    const failed = (error: Error): void => refuse(isHandshakeError(error) ? noTls() : error);
    const closed = (): void =>
      refuse(Object.assign(new Error('Closed while securing'), { code: 'ECONNRESET' }));
    secured.once('error', failed);
    secured.once('close', closed);
    secured.once('secureConnect', () => {
      const certificate = secured.getPeerX509Certificate();
      if (!secured.authorized) {
        if (certificate === undefined) return refuse(new TlsRefusedError('tls_untrusted', null));
        const pinned = byHand && options.trustedCertificates.includes(fingerprintOf(certificate));
        if (!pinned) {
          const verdict = verdictCause(codeOf(secured.authorizationError));
          return refuse(new TlsRefusedError(verdict, describeCertificate(certificate)));
        }
        options.onTrustedByHand?.();
      }
      secured.off('error', failed);
      secured.off('close', closed);
      resolve(secured);
    });
  });
}

/** Node.js types the verdict as an error and gives its code as a string. */
function codeOf(verdict: unknown): string {
  if (typeof verdict === 'string') return verdict;
  const code: unknown = verdict instanceof Error ? Reflect.get(verdict, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}

/** The other side does not speak TLS, or no version and cipher of it that we do. */
function isHandshakeError(error: Error): boolean {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && (code === 'EPROTO' || code.startsWith('ERR_SSL_'));
}

const noTls = (): TlsRefusedError => new TlsRefusedError('tls_unsupported', null);
