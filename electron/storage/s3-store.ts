import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Client } from 'minio';
import { AppError } from '../errors.ts';
import type { Buckets, ObjectHead, ObjectRef, ObjectStore, UploadedPart } from './port.ts';
import { createPresigner, windowStart } from './presign.ts';
import { isMissing, storageError } from './s3-errors.ts';

export interface S3Options {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
  /** Such as `dev-`; before `sparklio-assets` and its siblings. */
  readonly bucketPrefix: string;
}

/** View URLs live one hour; they stay the same for half of it. */
const viewSeconds = 3600;
const tempDays = 7;

/** minio keeps `listParts` to its subclasses; resuming an upload needs it. */
class S3Client extends Client {
  parts(bucket: string, key: string, uploadId: string) {
    return this.listParts(bucket, key, uploadId);
  }
}

export function bucketNames(prefix: string): Buckets {
  return {
    assets: `${prefix}sparklio-assets`,
    temp: `${prefix}sparklio-temp`,
    backups: `${prefix}sparklio-backups`,
  };
}

/** MinIO, the embedded store and any S3 behind the port. */
export function openS3Store(options: S3Options): ObjectStore {
  const agent = new (options.secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 16 });
  const client = new S3Client({
    endPoint: options.host,
    port: options.port,
    useSSL: options.secure,
    accessKey: options.accessKey,
    secretKey: options.secretKey,
    region: options.region,
    transportAgent: agent,
  });
  const scheme = options.secure ? 'https' : 'http';
  const standard = options.port === (options.secure ? 443 : 80);
  const origin = `${scheme}://${options.host}${standard ? '' : `:${options.port}`}`;
  const sign = createPresigner({ endpoint: origin, ...options });
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
    await client.makeBucket(name, options.region);
    if (name !== buckets.temp) return;
    await client.setBucketLifecycle(name, {
      Rule: [
        { ID: 'expire-temp', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: tempDays } },
      ],
    });
  }

  return {
    buckets,
    origin,
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
    remove: (refs) =>
      attempt('removing objects', async () => {
        const byBucket = groupByBucket(refs);
        for (const [bucket, group] of byBucket) {
          const failures = await client.removeObjects(
            bucket,
            group.map((ref) => ref.key),
          );
          if (failures.some((failure) => failure?.Error !== undefined)) {
            throw new AppError('service_unavailable', 'The object store kept some objects', {}, true);
          }
        }
      }),

    beginMultipart: ({ bucket, key }, contentType) =>
      attempt('starting an upload', () =>
        client.initiateNewMultipartUpload(bucket, key, { 'content-type': contentType }),
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
    completeMultipart: ({ bucket, key }, uploadId, parts) =>
      attempt('completing an upload', async () => {
        await client.completeMultipartUpload(
          bucket,
          key,
          uploadId,
          parts.map(({ part, etag }) => ({ part, etag })),
        );
      }),
    async abortMultipart({ bucket, key }, uploadId) {
      try {
        await client.abortMultipartUpload(bucket, key, uploadId);
      } catch (error) {
        if (!isMissing(error)) throw storageError(error, 'aborting an upload');
      }
    },

    presignGet: ({ bucket, key }, seconds, query = {}) =>
      sign({ method: 'GET', bucket, key, expires: seconds, query, date: new Date() }),
    presignPut: ({ bucket, key }, seconds, part) =>
      sign({
        method: 'PUT',
        bucket,
        key,
        expires: seconds,
        query: part === undefined ? {} : { uploadId: part.uploadId, partNumber: String(part.part) },
        date: new Date(),
      }),
    presignStable({ bucket, key }, query = {}) {
      const date = windowStart(Date.now(), viewSeconds / 2);
      const url = sign({ method: 'GET', bucket, key, expires: viewSeconds, query, date });
      return { url, expiresAt: date.getTime() + viewSeconds * 1000 };
    },
  };
}

function groupByBucket(refs: readonly ObjectRef[]): Map<string, ObjectRef[]> {
  const groups = new Map<string, ObjectRef[]>();
  for (const ref of refs) groups.set(ref.bucket, [...(groups.get(ref.bucket) ?? []), ref]);
  return groups;
}
