import type { Cause, PartCheck } from '@shared/contract/connection.ts';
import { describe, expect, it } from 'vitest';
import { fingerprintRows, fingerprintText } from './fingerprint.ts';
import { fixFor } from './fixes.ts';

type Failed = Extract<PartCheck, { ok: false }>;
const failed = (cause: Cause, details: Failed['details'] = {}): Failed => ({
  ok: false,
  cause,
  details,
  certificate: null,
  warnings: [],
});

describe('fixFor', () => {
  it('switches encryption for the part that needs it', () => {
    expect(fixFor('database', failed('tls_required'))).toMatchObject({
      words: 'tlsOn',
      change: { dbTls: true },
    });
    expect(fixFor('storage', failed('tls_unsupported'))).toMatchObject({
      words: 'httpsOff',
      change: { storageSecure: false },
    });
  });

  it('goes from the console to the S3 port', () => {
    expect(fixFor('storage', failed('console_port'))?.change).toEqual({ storagePort: '9000' });
  });

  it('takes the region that the server named, and offers nothing where it named none', () => {
    expect(fixFor('storage', failed('wrong_region', { expectedRegion: 'eu-west-1' }))?.change).toEqual({
      storageRegion: 'eu-west-1',
    });
    expect(fixFor('storage', failed('wrong_region'))).toBeNull();
  });

  it('changes to the kind of server that answers', () => {
    expect(fixFor('embedding', failed('wrong_adapter', { fits: 'vllm' }))?.change).toEqual({
      embeddingAdapter: 'vllm',
    });
    expect(fixFor('embedding', failed('wrong_adapter', { fits: 'something' }))).toBeNull();
  });

  it('offers nothing where a person has to act', () => {
    expect(fixFor('database', failed('wrong_password'))).toBeNull();
    expect(fixFor('embedding', failed('tls_required'))).toBeNull();
  });
});

describe('a fingerprint', () => {
  const hex = '0a1b'.repeat(16);

  it('is written as tools print it', () => {
    expect(fingerprintText(hex)).toMatch(/^0A:1B:(0A:1B:?)+$/);
  });

  it('is shown in four rows of eight', () => {
    expect(fingerprintRows(hex).map((row) => row.length)).toEqual([8, 8, 8, 8]);
  });
});
