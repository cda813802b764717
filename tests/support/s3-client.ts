import { Client } from 'minio';

export interface ClientAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

/** A client of another make than the app's own, for what a test looks at by itself. */
export function clientOf({ host, port, secure, accessKey, secretKey, region }: ClientAddress): Client {
  return new Client({ endPoint: host, port, useSSL: secure, accessKey, secretKey, region });
}
