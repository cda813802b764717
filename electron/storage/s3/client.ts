import type { IncomingMessage } from 'node:http';
import { Client } from 'minio';
import type { S3Connection } from './connection.ts';

type Send = Client['makeRequestStreamAsync'];

/**
 * minio's client for building requests and reading their answers, over a connection of ours for sending them: with
 * time-outs, bounded repeats, the server's clock and region, and certificates trusted by hand, none of which it has.
 */
export class S3Client extends Client {
  readonly #connection: S3Connection;

  constructor(connection: S3Connection) {
    const { accessKey, secretKey, secure } = connection.address;
    // The name is never asked for: it only keeps buckets in the path, for all servers alike.
    super({ endPoint: 's3.invalid', port: 9000, useSSL: secure, accessKey, secretKey });
    this.#connection = connection;
  }

  /** minio keeps `listParts` to its subclasses; resuming an upload needs it. */
  parts(bucket: string, key: string, uploadId: string) {
    return this.listParts(bucket, key, uploadId);
  }

  override async makeRequestStreamAsync(
    options: Parameters<Send>[0],
    body: Parameters<Send>[1],
    sha256: string,
    statusCodes: number[],
  ): Promise<IncomingMessage> {
    const region = this.#connection.region.current;
    const { method, path, headers } = this.getRequestOptions({ ...options, region });
    const bodyHash = sha256 === '' ? {} : { bodyHash: sha256 };
    return this.#connection.ask({ method, path, headers, body, ...bodyHash }, statusCodes);
  }
}
