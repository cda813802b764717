import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { storageOrigin } from '../connection/profile-source.ts';
import { draftOf } from '../connection/profiles/testing.ts';
import { isTrustedByHand } from './certificates.ts';
import { corsHeaders, statusLineOf } from './cors.ts';

describe('a certificate that is trusted by hand', () => {
  const digest = (der: Buffer) => createHash('sha256').update(der);
  const der = randomBytes(900);
  const trust = { host: '100.64.0.1', fingerprints: [digest(der).digest('hex')] };
  const request = (hostname: string, shown: Buffer) => ({
    hostname,
    certificate: { fingerprint: `sha256/${digest(shown).digest('base64')}` },
  });

  it('is accepted from its host only, and only exactly', () => {
    expect(isTrustedByHand(trust, request('100.64.0.1', der))).toBe(true);
    expect(isTrustedByHand(trust, request('100.64.0.2', der))).toBe(false);
    expect(isTrustedByHand(trust, request('100.64.0.1', randomBytes(900)))).toBe(false);
    expect(isTrustedByHand({ ...trust, fingerprints: [] }, request('100.64.0.1', der))).toBe(false);
    expect(isTrustedByHand(trust, { hostname: '100.64.0.1', certificate: { fingerprint: '' } })).toBe(false);
  });

  it('is known by an IPv6 host in either spelling', () => {
    expect(isTrustedByHand({ ...trust, host: '[fd7a::1]' }, request('fd7a::1', der))).toBe(true);
  });
});

describe('the answers of a store', () => {
  it('allow our page and nobody else, whatever the store says', () => {
    const headers = corsHeaders({
      ETag: ['"x"'],
      'access-control-allow-origin': ['*'],
      'Access-Control-Allow-Credentials': ['true'],
    });
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(headers).toMatchObject({ ETag: ['"x"'], 'Access-Control-Allow-Origin': ['app://sparklio'] });
    expect(names).not.toContain('access-control-allow-credentials');
  });

  it('pass the question before a PUT, and keep the outcome of everything else', () => {
    expect(statusLineOf('OPTIONS', 'HTTP/1.1 403 Forbidden')).toMatch(/ 200 /);
    expect(statusLineOf('PUT', 'HTTP/1.1 403 Forbidden')).toBe('HTTP/1.1 403 Forbidden');
  });
});

describe('the origin of a store', () => {
  const { storage } = draftOf();
  const originOf = (change: Partial<typeof storage>) => storageOrigin({ ...storage, ...change });

  it('is as a browser writes it', () => {
    expect(originOf({})).toBe('http://100.64.0.1:9000');
    expect(originOf({ endpoint: 'S3.Example.com', port: 443, secure: true })).toBe('https://s3.example.com');
    expect(originOf({ endpoint: 'fd7a:115c:a1e0::1' })).toBe('http://[fd7a:115c:a1e0::1]:9000');
    expect(originOf({ endpoint: '저장소.example' })).toMatch(/^http:\/\/xn--[a-z0-9-]+\.example:9000$/);
  });

  it.each(['*', 'a;b', "x'self'", 'a,b', 'host/path', 'user@host', 'a b', 'host:1:x', ''])(
    'is refused where the host could be more than a host: %s',
    (endpoint) => {
      expect(() => originOf({ endpoint })).toThrowError(expect.objectContaining({ code: 'invalid_input' }));
    },
  );
});
