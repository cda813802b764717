import { randomBytes } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { Client } from 'minio';
import type { S3Address } from '../addresses.ts';
import type { ServerCertificate } from './certificates.ts';
import { guardedFolder } from './guarded.ts';
import { goProgram } from './programs.ts';
import { containerUnit, dockerWanted, processUnit, type Unit } from './unit.ts';
import { freePort, untilReady } from './waiting.ts';

export interface S3Server extends S3Address {
  /** A client with the root key, for what a test looks at by itself. */
  client(): Client;
  /** Ends it as a crash does. */
  crash(): Promise<void>;
  end(): Promise<void>;
  /** Starts it again after `crash` or `end`: same address, same objects. */
  start(): Promise<void>;
  /** Ends it and removes everything. */
  stop(): Promise<void>;
}

export interface MinioServer extends S3Server {
  /** The web console, which is no S3. */
  readonly consolePort: number;
  /** Where the objects are on this disk; null in a container. */
  readonly folder: string | null;
}

export interface MinioOptions {
  readonly tls?: ServerCertificate;
  readonly region?: string;
  /** The address it listens on, loopback otherwise. */
  readonly listen?: string;
  /** Further settings, such as `MINIO_API_…`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of the objects instead of a temporary one, such as a small file system; emptied by nobody. */
  readonly folder?: string;
}

const image = 'minio/minio:RELEASE.2025-09-07T16-13-09Z';

/** @throws LauncherError naming what to install */
export async function startMinio(options: MinioOptions = {}): Promise<MinioServer> {
  const { tls, region = 'us-east-1', listen = '127.0.0.1' } = options;
  const [port, consolePort] = [await freePort(listen), await freePort(listen)];
  const keys = newKeys();
  const env = {
    MINIO_ROOT_USER: keys.accessKey,
    MINIO_ROOT_PASSWORD: keys.secretKey,
    MINIO_SITE_REGION: region,
    ...options.env,
  };
  if (tls === undefined && options.folder === undefined && (await dockerWanted())) {
    const ports = [[port, 9000] as const, [consolePort, 9001] as const];
    const args = ['server', '/data', '--console-address', ':9001'];
    const unit = await containerUnit({ image, env, args, ports, listen });
    const server = await serve(unit, { ...keys, host: listen, port, secure: false, region });
    return { ...server, consolePort, folder: null };
  }
  const file = await goProgram('minio');
  const folder = await guardedFolder('minio');
  const data = options.folder ?? join(folder.path, 'data');
  await mkdir(data, { recursive: true });
  const certificates = join(folder.path, 'certs');
  await mkdir(certificates);
  if (tls !== undefined) {
    await copyFile(tls.certificate, join(certificates, 'public.crt'));
    await copyFile(tls.key, join(certificates, 'private.key'));
  }
  const unit = processUnit(
    {
      file,
      args: [
        ...[
          'server',
          data,
          '--address',
          `${listen}:${port}`,
          '--console-address',
          `${listen}:${consolePort}`,
        ],
        ...['--certs-dir', certificates],
      ],
      env: { ...env, HOME: folder.path },
      cwd: folder.path,
      log: join(folder.path, 'log'),
    },
    { crash: 'SIGKILL', end: 'SIGTERM' },
  );
  const address = { ...keys, host: listen, port, secure: tls !== undefined, region };
  const server = await serve(unit, address, folder.remove);
  return { ...server, consolePort, folder: data };
}

/**
 * An S3 server of another make: the Versity gateway over a folder. It has no lifecycle rules, and no console.
 *
 * @throws LauncherError naming what to install
 */
export async function startOtherS3(): Promise<S3Server> {
  const [file, folder, port] = await Promise.all([
    goProgram('versitygw'),
    guardedFolder('versitygw'),
    freePort(),
  ]);
  const keys = newKeys();
  // Attributes in files beside the objects: not every file system of a temporary folder has its own.
  const [data, attributes] = [join(folder.path, 'data'), join(folder.path, 'attributes')];
  await mkdir(data);
  await mkdir(attributes);
  const unit = processUnit(
    {
      file,
      args: [
        '--port',
        `127.0.0.1:${port}`,
        '--quiet',
        '--keep-alive',
        'posix',
        '--sidecar',
        attributes,
        data,
      ],
      env: { ROOT_ACCESS_KEY: keys.accessKey, ROOT_SECRET_KEY: keys.secretKey },
      cwd: folder.path,
      log: join(folder.path, 'log'),
    },
    { crash: 'SIGKILL', end: 'SIGTERM' },
  );
  const address = { ...keys, host: '127.0.0.1', port, secure: false, region: 'us-east-1' };
  return serve(unit, address, folder.remove);
}

/** Where `mc` is, for comparisons with the client that MinIO's own people use. */
export const minioClientProgram = (): Promise<string> => goProgram('mc');

const newKeys = () => ({
  accessKey: `root${randomBytes(4).toString('hex')}`,
  secretKey: randomBytes(18).toString('base64url'),
});

async function serve(
  unit: Unit,
  address: S3Address,
  removeFolder = async (): Promise<void> => undefined,
): Promise<S3Server> {
  const client = (retry = true): Client =>
    new Client({
      endPoint: address.host,
      port: address.port,
      useSSL: address.secure,
      accessKey: address.accessKey,
      secretKey: address.secretKey,
      region: address.region,
      ...(!retry && { retryOptions: { disableRetry: true } }),
      // The certificate is the test's own; whether it is trusted is for the code under test to find out.
      ...(address.secure && { transportAgent: new Agent({ rejectUnauthorized: false }) }),
    });
  const start = async (): Promise<void> => {
    await unit.start();
    const answers = async (): Promise<boolean> => {
      await client(false).listBuckets();
      return true;
    };
    await untilReady('The S3 server', answers, unit.alive, unit.log);
  };
  const stop = async (): Promise<void> => {
    await unit.remove();
    await removeFolder();
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...address, client: () => client(), crash: unit.crash, end: unit.end, start, stop };
}
