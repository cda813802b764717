import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ProfileDraft } from '@shared/domain/servers.ts';
import type { SecretBox } from './secret-box.ts';

/** A key store of its own for a test, as real as the system's: AES-GCM with a random key. */
export function keyedBox(key = randomBytes(32)): SecretBox {
  return {
    kind: () => 'encrypted',
    encrypt(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
    },
    decrypt(bytes) {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}

/** A computer without a key store. */
export const noBox: SecretBox = {
  kind: () => 'session-only',
  encrypt: () => {
    throw new Error('There is no key store.');
  },
  decrypt: () => {
    throw new Error('There is no key store.');
  },
};

export const secretsOfTests = {
  databasePassword: 'pässword with 공백',
  secretKey: 'minio/SECRET+key',
  embeddingKey: 'sk-embedding-1',
};

export function draftOf(change: Partial<ProfileDraft> = {}): ProfileDraft {
  return {
    id: null,
    name: 'Production',
    environment: 'prod',
    database: { host: '100.64.0.1', port: 5432, database: 'sparklio', user: 'mina', tls: 'verify' },
    storage: {
      endpoint: '100.64.0.1',
      port: 9000,
      secure: false,
      accessKey: 'mina-key',
      region: null,
      bucketPrefix: 'prod-',
    },
    embedding: { kind: 'endpoint', adapter: 'infinity', url: 'http://100.64.0.2:7997/v1', model: 'clip' },
    trustedCertificates: [],
    plainConnectionsAllowed: false,
    person: { email: 'mina@example.com', name: 'Mina' },
    secrets: secretsOfTests,
    ...change,
  };
}
