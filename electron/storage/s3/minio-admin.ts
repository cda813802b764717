import { z } from 'zod';
import type { S3Connection } from './connection.ts';
import { readText } from './failure.ts';
import { letsAdminister } from './policy.ts';

/** Bytes of the disks that objects are kept on, as far as they can be used for objects. */
export interface StoreSpace {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

const lookMs = 5000;
const admin = '/minio/admin/v3/';
/** Characters; more than any cluster tells of itself. */
const longest = 4_000_000;

/** Null where the server is no MinIO or the key may not ask. */
async function adminCall(connection: S3Connection, call: string): Promise<unknown> {
  try {
    const answer = await connection.ask({ method: 'GET', path: `${admin}${call}`, idleMs: lookMs }, [200]);
    return JSON.parse(await readText(answer, longest));
  } catch {
    return null;
  }
}

const accountSchema = z.object({ Policy: z.unknown() });

/** Whether the key may administer the server, as the root key does; false where it can't be known. */
export async function isRootKey(connection: S3Connection): Promise<boolean> {
  const account = accountSchema.safeParse(await adminCall(connection, 'accountinfo'));
  return account.success && letsAdminister(JSON.stringify(account.data.Policy ?? {}));
}

const infoSchema = z.object({ servers: z.array(z.object({ version: z.string() })).min(1) });

/** Release of a MinIO server, such as `2025-09-07T16:13:09Z`; null where the key may not ask. */
export async function readRelease(connection: S3Connection): Promise<string | null> {
  const info = infoSchema.safeParse(await adminCall(connection, 'info'));
  return info.success ? (info.data.servers[0]?.version ?? null) : null;
}

const storageSchema = z.object({
  Disks: z.array(z.object({ totalspace: z.number().default(0), availspace: z.number().default(0) })),
  Backend: z.object({
    StandardSCData: z.array(z.number()).nullish(),
    DrivesPerSet: z.array(z.number()).nullish(),
  }),
});

/** Space of a MinIO server: what parity takes is not counted. Null where the server is another or the key may not ask. */
export async function readSpace(connection: S3Connection): Promise<StoreSpace | null> {
  const found = storageSchema.safeParse(await adminCall(connection, 'storageinfo'));
  if (!found.success) return null;
  const { Disks, Backend } = found.data;
  const drives = Backend.DrivesPerSet?.[0] ?? 1;
  const share = drives > 0 ? (Backend.StandardSCData?.[0] ?? drives) / drives : 1;
  const sum = (of: 'totalspace' | 'availspace'): number =>
    Math.round(Disks.reduce((all, disk) => all + disk[of], 0) * share);
  return { totalBytes: sum('totalspace'), freeBytes: sum('availspace') };
}
