/** The certificates that a person trusts for one host, by SHA-256 fingerprint in lower-case hex. */
export interface CertificateTrust {
  /** As `URL.hostname` gives it. */
  readonly host: string;
  readonly fingerprints: readonly string[];
}

/** What Chromium asks about a certificate. */
export interface CertificateRequest {
  readonly hostname: string;
  /** `fingerprint` is `sha256/` and base64. */
  readonly certificate: { readonly fingerprint: string };
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '').toLowerCase();

/** Whether it is the trusted host that shows exactly a trusted certificate. */
export function isTrustedByHand(trust: CertificateTrust, request: CertificateRequest): boolean {
  if (bare(request.hostname) !== bare(trust.host)) return false;
  const value = /^sha256\/(.+)$/.exec(request.certificate.fingerprint)?.[1] ?? '';
  return trust.fingerprints.includes(Buffer.from(value, 'base64').toString('hex'));
}
