import type { Cause, PartCheck, Warning } from '../../../shared/contract/connection.ts';
import { refusedCertificate } from '../../net/network-cause.ts';
import { S3Connection } from '../../storage/s3/connection.ts';
import { S3Failure } from '../../storage/s3/failure.ts';
import {
  type BucketState,
  greet,
  inspectBucket,
  measureLatency,
  NotS3Error,
  putObstacle,
} from '../../storage/s3/inspect.ts';
import { isRootKey, readRelease, readSpace } from '../../storage/s3/minio-admin.ts';
import { storageCause } from '../../storage/s3-errors.ts';
import { bucketNames } from '../../storage/s3-store.ts';
import { isLoopback, isTailnet } from '../addresses.ts';
import { plainRefusal } from '../drivers.ts';
import type { ServerTarget } from '../target.ts';
import { judgeBuckets } from './buckets.ts';
import { failed, passed, refineCause } from './report.ts';

/** Warnings that need no connection. */
function addressWarnings({ storage, database }: ServerTarget): Warning[] {
  const warnings: Warning[] = [];
  const host = storage.endpoint;
  if (!storage.secure && !isLoopback(host) && !isTailnet(host)) warnings.push('plain_connection');
  // The database is elsewhere, so other desktops will not find a store at "this computer".
  if (isLoopback(host) && !isLoopback(database.host)) warnings.push('store_address_loopback');
  return warnings;
}

/** Why the bucket of assets can't be used; null when it can, also when it is yet to be made. Pure. */
export function bucketObstacle(assets: BucketState['state'], put: Cause | null): Cause | null {
  if (assets === 'denied') return 'bucket_denied';
  // Who may not write may still look.
  return put === 'bucket_denied' ? null : put;
}

/** Tries the object store of a profile, live. Changes nothing and keeps nothing there. */
export async function checkStorage(target: ServerTarget): Promise<PartCheck> {
  const { endpoint: host, port, secure, accessKey, region, bucketPrefix } = target.storage;
  const names = bucketNames(bucketPrefix);
  const details = { host, port, accessKey, bucket: names.assets, region, tailnet: isTailnet(host) };
  const warnings = addressWarnings(target);
  const refusal = plainRefusal(target, 'storage');
  if (refusal !== null) return failed(refusal, details, warnings);
  const connection = new S3Connection({
    host,
    port,
    secure,
    accessKey,
    // A blank one is refused by the server like any wrong one.
    secretKey: target.secrets.secretKey || ' ',
    region,
    trustedCertificates: target.trustedCertificates,
  });
  try {
    const { server, skewSeconds } = await greet(connection);
    if (skewSeconds !== 0) warnings.push('clock_skew');
    const states = await Promise.all(Object.values(names).map((name) => inspectBucket(connection, name)));
    const found = judgeBuckets(states, names.temp);
    warnings.push(...found.warnings);
    const assets = states.find(({ name }) => name === names.assets)?.state ?? 'denied';
    const writable = assets === 'present' ? await putObstacle(connection, names.assets) : null;
    const obstacle = bucketObstacle(assets, writable);
    if (connection.trustedByHand) warnings.push('tls_trusted_by_hand');
    if (obstacle !== null) return failed(obstacle, { ...details, skewSeconds }, warnings);
    if (writable !== null) warnings.push('read_only');
    const [root, release, space] = await Promise.all([
      isRootKey(connection),
      readRelease(connection),
      readSpace(connection),
    ]);
    if (root) warnings.push('root_key');
    return passed(
      await measureLatency(connection, names.assets),
      release === null ? server : `${server} ${release}`,
      {
        buckets: states.filter(({ state }) => state === 'present').length,
        region: connection.region.current,
        canWrite: writable === null,
        freeBytes: space?.freeBytes ?? null,
        totalBytes: space?.totalBytes ?? null,
        skewSeconds,
      },
      warnings,
    );
  } catch (error) {
    const cause = causeOf(error);
    const told = error instanceof S3Failure ? { expectedRegion: error.region } : {};
    const all = { ...details, ...told, skewSeconds: connection.clock.skewSeconds };
    return failed(refineCause(cause, host), all, warnings, refusedCertificate(error));
  } finally {
    connection.agent.destroy();
  }
}

function causeOf(error: unknown): Cause {
  if (error instanceof NotS3Error) return error.reason;
  return storageCause(error) ?? 'server_error';
}
