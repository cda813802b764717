import type { Buckets, ObjectHead, ObjectRef, ObjectStore, UploadedPart } from './port.ts';
import { createPresigner, type PresignRequest, windowStart } from './presign.ts';
import { S3Client } from './s3/client.ts';
import { ServerClock } from './s3/clock.ts';
import { completeMultipart } from './s3/complete-multipart.ts';
import { type S3Address, S3Connection } from './s3/connection.ts';
import { deleteObjects } from './s3/delete-objects.ts';
import { listMultiparts, listObjects } from './s3/listing.ts';
import { isMissing, isUnsupported, storageError } from './s3-errors.ts';

export interface S3Options extends S3Address {
  /** Such as `dev-`; before `sparklio-assets` and its siblings. */
  readonly bucketPrefix: string;
}

/** View URLs live one hour; they stay the same for half of it. */
const viewSeconds = 3600;
const tempDays = 7;

export function bucketNames(prefix: string): Buckets {
  return {
    assets: `${prefix}sparklio-assets`,
    temp: `${prefix}sparklio-temp`,
    backups: `${prefix}sparklio-backups`,
  };
}

/** Signs for the region that the connection knows at the moment. */
function createSigner(
  connection: S3Connection,
): (request: Omit<PresignRequest, 'date'>, at?: Date) => string {
  const { accessKey, secretKey } = connection.address;
  const signers = new Map<string, ReturnType<typeof createPresigner>>();
  return (request, date = new Date(connection.clock.now())) => {
    const region = connection.region.current;
    let sign = signers.get(region);
    if (sign === undefined) {
      sign = createPresigner({ endpoint: connection.origin, accessKey, secretKey, region });
      signers.set(region, sign);
    }
    return sign({ ...request, date });
  };
}

/** As `openS3Store`, having asked the server for its region and its time, so that the first URL is right already. */
export async function connectS3Store(options: S3Options, clock = new ServerClock()): Promise<ObjectStore> {
  const connection = new S3Connection(options, clock);
  try {
    await connection.learn(bucketNames(options.bucketPrefix).assets);
  } catch (error) {
    throw storageError(error, 'reaching the object store');
  }
  return openS3Store(options, connection);
}

/** MinIO, the embedded store and any S3 behind the port. */
export function openS3Store(options: S3Options, connection = new S3Connection(options)): ObjectStore {
  const client = new S3Client(connection);
  const sign = createSigner(connection);
  const buckets = bucketNames(options.bucketPrefix);

  async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageError(error, doing);
    }
  }

  async function ensureBucket(name: string): Promise<void> {
    if (await client.bucketExists(name)) return;
    await client.makeBucket(name, connection.region.current);
    if (name !== buckets.temp) return;
    try {
      await client.setBucketLifecycle(name, {
        Rule: [
          { ID: 'expire-temp', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: tempDays } },
        ],
      });
    } catch (error) {
      // Some makes have no lifecycle rules. The library works without: the rule only tidies up after a crash.
      if (!isUnsupported(error)) throw error;
    }
  }

  return {
    buckets,
    origin: connection.origin,
    agent: connection.agent,
    learnTime: (date) => connection.clock.learn(date),
    ensureBuckets: () =>
      attempt('making buckets', async () => {
        await Promise.all(Object.values(buckets).map(ensureBucket));
      }),

    async head({ bucket, key }): Promise<ObjectHead | null> {
      try {
        const found = await client.statObject(bucket, key);
        return { size: found.size, etag: found.etag.replaceAll('"', ''), modified: found.lastModified };
      } catch (error) {
        if (isMissing(error)) return null;
        throw storageError(error, 'checking an object');
      }
    },
    get: ({ bucket, key }) => attempt('reading an object', () => client.getObject(bucket, key)),
    list: (bucket, prefix = '') => listObjects(client, bucket, prefix),
    listMultiparts: (bucket) => listMultiparts(client, bucket),
    remove: (refs) =>
      attempt('removing objects', async () => {
        for (const [bucket, group] of groupByBucket(refs)) {
          await deleteObjects(
            connection,
            bucket,
            group.map(({ key }) => key),
          );
        }
      }),

    beginMultipart: ({ bucket, key }, contentType, { checksums } = { checksums: false }) =>
      attempt('starting an upload', () =>
        client.initiateNewMultipartUpload(bucket, key, {
          'content-type': contentType,
          ...(checksums ? { 'x-amz-checksum-algorithm': 'CRC32' } : {}),
        }),
      ),
    findMultipart: ({ bucket, key }) =>
      attempt('looking for an upload', async () => (await client.findUploadId(bucket, key)) ?? null),
    async listParts({ bucket, key }, uploadId): Promise<readonly UploadedPart[] | null> {
      try {
        const parts = await client.parts(bucket, key, uploadId);
        return parts.map(({ part, etag, size }) => ({ part, etag: etag.replaceAll('"', ''), size }));
      } catch (error) {
        if (isMissing(error)) return null;
        throw storageError(error, 'listing parts');
      }
    },
    completeMultipart: (ref, uploadId, parts) =>
      attempt('completing an upload', () => completeMultipart(connection, ref, uploadId, parts)),
    async abortMultipart({ bucket, key }, uploadId) {
      try {
        await client.abortMultipartUpload(bucket, key, uploadId);
      } catch (error) {
        if (!isMissing(error)) throw storageError(error, 'aborting an upload');
      }
    },

    presignGet: ({ bucket, key }, seconds, query = {}) =>
      sign({ method: 'GET', bucket, key, expires: seconds, query }),
    presignPut: ({ bucket, key }, seconds, part, headers = {}) =>
      sign({
        method: 'PUT',
        bucket,
        key,
        expires: seconds,
        headers,
        query: part === undefined ? {} : { uploadId: part.uploadId, partNumber: String(part.part) },
      }),
    presignStable({ bucket, key }, query = {}) {
      const now = connection.clock.now();
      const date = windowStart(now, viewSeconds / 2);
      const url = sign({ method: 'GET', bucket, key, expires: viewSeconds, query }, date);
      // Told in this computer's time, which is what it is compared with.
      return { url, expiresAt: date.getTime() + viewSeconds * 1000 - (now - Date.now()) };
    },
  };
}

function groupByBucket(refs: readonly ObjectRef[]): Map<string, ObjectRef[]> {
  const groups = new Map<string, ObjectRef[]>();
  for (const ref of refs) groups.set(ref.bucket, [...(groups.get(ref.bucket) ?? []), ref]);
  return groups;
}
