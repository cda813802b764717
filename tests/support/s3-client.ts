import { Client } from 'minio';
import type { S3Address } from '../servers/addresses.ts';

/** A client of another make than the app's own, for what a test looks at by itself. */
export function clientOf({ host, port, secure, accessKey, secretKey, region }: S3Address): Client {
  return new Client({ endPoint: host, port, useSSL: secure, accessKey, secretKey, region });
}
