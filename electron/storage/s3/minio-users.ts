import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { S3Connection } from './connection.ts';

const iterations = 8192;
/** MinIO's number for AES-256-GCM with a key derived by PBKDF2. */
const scheme = 2;
const tagBytes = 16;
/** Longer data would be sealed in several pieces; a user's settings are far from it. */
const longest = 16_384;

/**
 * Seals data as MinIO's administration wants it: with a key derived from the secret key, in one authenticated piece
 * that is marked as the last. `salt (32) | scheme (1) | nonce (8) | sealed data`.
 */
export function sealForMinio(secretKey: string, data: Buffer): Buffer {
  if (data.length > longest) throw new RangeError('Too long to be sealed in one piece');
  const salt = randomBytes(32);
  const key = pbkdf2Sync(secretKey, salt, iterations, 32, 'sha256');
  const nonce = randomBytes(8);
  const seal = (piece: number, plain: Buffer, associated: Buffer): Buffer => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32LE(piece);
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.concat([nonce, counter]), {
      authTagLength: tagBytes,
    });
    cipher.setAAD(associated);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const nothing = Buffer.alloc(0);
  const last = Buffer.concat([Buffer.from([0x80]), seal(0, nothing, nothing)]);
  return Buffer.concat([salt, Buffer.from([scheme]), nonce, seal(1, data, last)]);
}

export interface MinioUser {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Made or replaced under this name, and the only one that the user gets. */
  readonly policyName: string;
  readonly policy: object;
}

/**
 * Makes a user of a MinIO server with a policy; a user of that name gets the new secret and the policy.
 * The connection's key must be allowed to administer. Rejects with an `S3Failure` or as the connection does.
 */
export async function makeMinioUser(connection: S3Connection, user: MinioUser): Promise<void> {
  const { accessKey, secretKey, policyName, policy } = user;
  const put = async (call: string, body: string | Buffer): Promise<void> => {
    (await connection.ask({ method: 'PUT', path: `/minio/admin/v3/${call}`, body }, [200, 204])).resume();
  };
  const [name, policyOf] = [encodeURIComponent(accessKey), encodeURIComponent(policyName)];
  await put(`add-canned-policy?name=${policyOf}`, JSON.stringify(policy));
  const settings = Buffer.from(JSON.stringify({ secretKey, status: 'enabled' }));
  await put(`add-user?accessKey=${name}`, sealForMinio(connection.address.secretKey, settings));
  await put(`set-user-or-group-policy?policyName=${policyOf}&userOrGroup=${name}&isGroup=false`, '');
}
