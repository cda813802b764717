import { AppError } from '../../errors.ts';
import { isUnsupported, storageCause } from '../s3-errors.ts';
import { bucketNames } from '../s3-store.ts';
import { S3Client } from './client.ts';
import type { S3Connection } from './connection.ts';
import { inspectBucket } from './inspect.ts';

export const tempDays = 7;

export interface BucketChanges {
  readonly created: readonly string[];
  readonly lifecycleSet: readonly string[];
}

/**
 * Makes the buckets that are missing, private as buckets are made, and gives the temp bucket its expiry where it has
 * none. Policies and rules that exist are left as they are.
 * Errors: `server_part_failed` with the cause in its details.
 */
export async function makeBuckets(connection: S3Connection, prefix: string): Promise<BucketChanges> {
  const names = bucketNames(prefix);
  const client = new S3Client(connection);
  const created: string[] = [];
  const lifecycleSet: string[] = [];
  try {
    for (const name of Object.values(names)) {
      const { state } = await inspectBucket(connection, name);
      if (state !== 'missing') continue;
      await client.makeBucket(name, connection.region.current);
      created.push(name);
    }
    const temp = await inspectBucket(connection, names.temp);
    if (temp.state === 'present' && temp.expiresAfterDays === null) {
      try {
        await client.setBucketLifecycle(names.temp, {
          Rule: [
            { ID: 'expire-temp', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: tempDays } },
          ],
        });
        lifecycleSet.push(names.temp);
      } catch (error) {
        // Some makes have no lifecycle rules; the library works without, and the checks warn of it.
        if (!isUnsupported(error)) throw error;
      }
    }
  } catch (error) {
    const cause = storageCause(error) ?? 'server_error';
    const details = { part: 'storage', cause: cause === 'bucket_denied' ? 'storage_read_only' : cause };
    throw new AppError('server_part_failed', 'The buckets could not be made', details, false, error);
  }
  return { created, lifecycleSet };
}
