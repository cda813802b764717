import { createLogin, roleSql } from '../connection/adoption/index.ts';
import { openTargetDatabase, requirePlainAgreed, storeOptions } from '../connection/drivers.ts';
import type { ServerTarget } from '../connection/target.ts';
import { readShape } from '../database/shape.ts';
import { hide } from '../redact.ts';
import { S3Connection } from '../storage/s3/connection.ts';
import { makeMinioUser } from '../storage/s3/minio-users.ts';
import { bucketPolicy } from '../storage/s3/policy.ts';
import { storageError } from '../storage/s3-errors.ts';
import { bucketNames } from '../storage/s3-store.ts';

export type Access = 'member' | 'viewer';

/** The SQL of a role, and how to make a key for the object store that is limited to the three buckets. */
export interface RoleText {
  readonly sql: string;
  readonly storage: readonly string[];
}

const policyName = ({ storage }: ServerTarget, access: Access): string =>
  `sparklio-${storage.bucketPrefix}${access}`;

const policyOf = ({ storage }: ServerTarget, access: Access): object =>
  bucketPolicy(bucketNames(storage.bucketPrefix), access === 'member' ? 'write' : 'read');

function storageLines(target: ServerTarget, access: Access, name: string): string[] {
  const { storage } = target;
  const policy = policyName(target, access);
  const json = policyOf(target, access);
  const address = `${storage.secure ? 'https' : 'http'}://${storage.endpoint}:${storage.port}`;
  return [
    `-- A key for MinIO with the same rights: save as ${policy}.json`,
    JSON.stringify(json, null, 2),
    "-- and run, with an administrator's key (mc asks for what is not given):",
    `mc alias set sparklio ${address}`,
    `mc admin policy create sparklio ${policy} ${policy}.json`,
    `mc admin user add sparklio ${name}`,
    `mc admin policy attach sparklio ${policy} --user ${name}`,
  ];
}

/** Errors: `invalid_input` for a name that is none, and those of the connection. */
export async function roleText(target: ServerTarget, access: Access, name: string): Promise<RoleText> {
  const engine = openTargetDatabase(target);
  try {
    const shape = await readShape(engine.db);
    return { sql: roleSql({ access, login: name, shape }), storage: storageLines(target, access, name) };
  } finally {
    await engine.close();
  }
}

/** Makes the role with its password; the server learns the password's verifier only. */
export async function makeRole(
  target: ServerTarget,
  access: Access,
  name: string,
  password: string,
): Promise<void> {
  hide(password);
  const engine = openTargetDatabase(target);
  try {
    await createLogin(engine, { access, login: name, password });
  } finally {
    await engine.close();
  }
}

/**
 * Makes a key of the same name for a MinIO server, limited to the three buckets. The profile's own key must be allowed
 * to administer. Errors: those of the object store.
 */
export async function makeStorageKey(
  target: ServerTarget,
  access: Access,
  name: string,
  secretKey: string,
): Promise<void> {
  hide(secretKey);
  requirePlainAgreed(target, 'storage');
  const connection = new S3Connection(storeOptions(target));
  const user = { accessKey: name, secretKey, policyName: policyName(target, access) };
  try {
    await makeMinioUser(connection, { ...user, policy: policyOf(target, access) });
  } catch (error) {
    throw storageError(error, 'Making the key');
  } finally {
    connection.agent.destroy();
  }
}
