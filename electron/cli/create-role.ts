import { createLogin, roleSql } from '../connection/adoption/index.ts';
import { openTargetDatabase } from '../connection/drivers.ts';
import type { ServerTarget } from '../connection/target.ts';
import { readShape } from '../database/shape.ts';
import { hide } from '../redact.ts';
import { bucketPolicy } from '../storage/s3/policy.ts';
import { bucketNames } from '../storage/s3-store.ts';

export type Access = 'member' | 'viewer';

/** The SQL of a role, and how to make a key for the object store that is limited to the three buckets. */
export interface RoleText {
  readonly sql: string;
  readonly storage: readonly string[];
}

function storageLines({ storage }: ServerTarget, access: Access, name: string): string[] {
  const policy = `sparklio-${storage.bucketPrefix}${access}`;
  const json = bucketPolicy(bucketNames(storage.bucketPrefix), access === 'member' ? 'write' : 'read');
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
