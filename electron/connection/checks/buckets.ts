import type { Findings, Warning } from '../../../shared/contract/connection.ts';
import { S3Connection } from '../../storage/s3/connection.ts';
import { type BucketState, inspectBucket } from '../../storage/s3/inspect.ts';
import { type BucketChanges, makeBuckets } from '../../storage/s3/make-buckets.ts';
import { storageError } from '../../storage/s3-errors.ts';
import { bucketNames } from '../../storage/s3-store.ts';
import { requirePlainAgreed, storeOptions } from '../drivers.ts';
import type { ServerTarget } from '../target.ts';

export interface BucketFindings {
  readonly buckets: Findings['buckets'];
  readonly bucketsToCreate: string[];
  readonly lifecycleToSet: string[];
  readonly warnings: Warning[];
}

/** What the state of the three buckets means. Pure. */
export function judgeBuckets(states: readonly BucketState[], tempName: string): BucketFindings {
  const named = (of: readonly BucketState[]): string[] => of.map(({ name }) => name);
  const missing = states.filter(({ state }) => state === 'missing');
  const unending = states.filter(
    ({ name, expiresAfterDays }) => name === tempName && expiresAfterDays === null,
  );
  const warnings: Warning[] = [];
  if (missing.length > 0) warnings.push('buckets_missing');
  if (states.some((bucket) => bucket.public)) warnings.push('public_bucket');
  if (unending.length > 0) warnings.push('temp_without_lifecycle');
  return {
    buckets: states.map(({ name, state, public: isPublic, expiresAfterDays }) => ({
      name,
      present: state === 'present',
      public: isPublic,
      expiresAfterDays: expiresAfterDays ?? null,
    })),
    bucketsToCreate: named(missing),
    lifecycleToSet: [...named(missing).filter((name) => name === tempName), ...named(unending)],
    warnings,
  };
}

/** The connection of a profile's store. Throws `secret_missing`, and `server_part_failed` for plain connections that were not agreed to. */
function connect(target: ServerTarget): S3Connection {
  requirePlainAgreed(target, 'storage');
  return new S3Connection(storeOptions(target));
}

/** Looks at the three buckets of a profile and changes nothing. Errors: those of `storageError`. */
export async function inspectBuckets(target: ServerTarget): Promise<BucketFindings> {
  const connection = connect(target);
  try {
    const names = bucketNames(target.storage.bucketPrefix);
    const states = await Promise.all(Object.values(names).map((name) => inspectBucket(connection, name)));
    return judgeBuckets(states, names.temp);
  } catch (error) {
    throw storageError(error, 'inspecting buckets');
  } finally {
    connection.agent.destroy();
  }
}

/** Makes what is missing of the three buckets. Errors: `server_part_failed`, `secret_missing`. */
export async function createBuckets(target: ServerTarget): Promise<BucketChanges> {
  const connection = connect(target);
  try {
    return await makeBuckets(connection, target.storage.bucketPrefix);
  } finally {
    connection.agent.destroy();
  }
}
