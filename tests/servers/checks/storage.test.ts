import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkStorage, createBuckets, inspectBuckets } from '../../../electron/connection/checks/index.ts';
import { openTargetStore } from '../../../electron/connection/drivers.ts';
import type { ServerTarget } from '../../../electron/connection/target.ts';
import { S3Connection } from '../../../electron/storage/s3/connection.ts';
import { makeMinioUser } from '../../../electron/storage/s3/minio-users.ts';
import { bucketPolicy } from '../../../electron/storage/s3/policy.ts';
import { bucketNames } from '../../../electron/storage/s3-store.ts';
import type { StorageAddress } from '../../../shared/domain/servers.ts';
import { type FreshServers, freshServers } from '../fresh.ts';
import { type MinioServer, startMinio, startOtherS3 } from '../harness/minio.ts';
import { freePort } from '../harness/waiting.ts';
import { startSilentServer, startWebServer } from './odd-servers.ts';

let servers: FreshServers;
let minio: MinioServer;
beforeAll(async () => {
  servers = await freshServers();
  minio = await startMinio({ region: 'ap-northeast-2' });
});
afterAll(async () => {
  await servers.remove();
  await minio.stop();
});
afterEach(() => vi.useRealTimers());

function at(storage: Partial<StorageAddress>, secretKey = minio.secretKey): ServerTarget {
  const base = servers.target();
  return {
    ...base,
    storage: { ...base.storage, port: minio.port, accessKey: minio.accessKey, ...storage },
    secrets: { ...base.secrets, secretKey },
  };
}
const causeOf = async (target: ServerTarget) => {
  const check = await checkStorage(target);
  return check.ok ? 'ok' : check.cause;
};

/** A key of the server with a policy of its own. */
async function limitedKey(policy: object): Promise<{ accessKey: string; secretKey: string }> {
  const { host, port, accessKey, secretKey } = minio;
  const root = new S3Connection({ host, port, secure: false, accessKey, secretKey, region: null });
  onTestFinished(() => root.agent.destroy());
  const keys = { accessKey: `limited-${randomUUID().slice(0, 8)}`, secretKey: 'limited-secret' };
  await makeMinioUser(root, { ...keys, policyName: `${keys.accessKey}-policy`, policy });
  return keys;
}

describe('an object store that works', () => {
  it('is told with its buckets yet to be made, its space, the region that it says, and the danger of a root key', async () => {
    const check = await checkStorage(at({ bucketPrefix: 'new-' }));
    expect(check).toMatchObject({
      ok: true,
      version: expect.stringContaining('MinIO'),
      facts: { buckets: 0, region: 'ap-northeast-2', canWrite: true, freeBytes: expect.any(Number) },
      warnings: ['buckets_missing', 'root_key'],
    });
  });

  it('gets private buckets, an expiry for the temp one, and keeps what is there', async () => {
    const target = at({ bucketPrefix: 'made-' });
    expect(await inspectBuckets(target)).toMatchObject({
      bucketsToCreate: Object.values(bucketNames('made-')),
      lifecycleToSet: ['made-sparklio-temp'],
    });
    expect((await createBuckets(target)).created).toHaveLength(3);
    const after = await inspectBuckets(target);
    expect(after).toMatchObject({ bucketsToCreate: [], lifecycleToSet: [], warnings: [] });
    expect(after.buckets).toContainEqual({
      name: 'made-sparklio-temp',
      present: true,
      public: false,
      expiresAfterDays: 7,
    });
    expect(await createBuckets(target)).toEqual({ created: [], lifecycleSet: [] });
    const check = await checkStorage(target);
    expect(check).toMatchObject({ ok: true, facts: { region: 'ap-northeast-2', buckets: 3 } });
  });

  it('is a server of another make', async () => {
    const other = await startOtherS3();
    onTestFinished(() => other.stop());
    const { port, accessKey } = other;
    const target = at({ port, accessKey, bucketPrefix: 'o-' }, other.secretKey);
    expect(await checkStorage(target)).toMatchObject({ ok: true, warnings: ['buckets_missing'] });
    await createBuckets(target);
    expect(await checkStorage(target)).toMatchObject({ ok: true, facts: { buckets: 3, canWrite: true } });
    expect(await causeOf(at({ port, accessKey: 'nobody' }, other.secretKey))).toBe('wrong_access_key');
    expect(await causeOf(at({ port, accessKey }, 'wrong'))).toBe('wrong_secret_key');
  });
});

describe('a danger is told', () => {
  const publicBucket = async (prefix: string, action: string) => {
    const target = at({ bucketPrefix: prefix });
    await createBuckets(target);
    const name = bucketNames(prefix).assets;
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: ['*'] },
      Action: [action],
      Resource: [`arn:aws:s3:::${name}${action === 's3:GetObject' ? '/*' : ''}`],
    };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await minio.client().setBucketPolicy(name, policy);
    return { target, name, policy };
  };

  it.each(['s3:GetObject', 's3:ListBucket'])('when anybody has %s on a bucket', async (action) => {
    const { target, name, policy } = await publicBucket(action === 's3:GetObject' ? 'get-' : 'list-', action);
    expect((await checkStorage(target)).warnings).toContain('public_bucket');
    expect((await inspectBuckets(target)).buckets).toContainEqual(
      expect.objectContaining({ name, public: true }),
    );
    await createBuckets(target);
    expect(JSON.parse(await minio.client().getBucketPolicy(name))).toEqual(JSON.parse(policy));
  });

  it('when a key that may not read policies meets a public bucket', async () => {
    const { target, name } = await publicBucket('seen-', 's3:GetObject');
    const keys = await limitedKey(bucketPolicy(bucketNames('seen-'), 'read'));
    await minio.client().putObject(name, 'folder/a picture+1.png', 'x');
    const limited = {
      ...target,
      storage: { ...target.storage, accessKey: keys.accessKey },
      secrets: { ...target.secrets, secretKey: keys.secretKey },
    };
    expect((await checkStorage(limited)).warnings).toEqual(['public_bucket', 'read_only']);
  });
});

describe('a key that is limited', () => {
  it('to the three buckets works without any warning', async () => {
    await createBuckets(at({ bucketPrefix: 'own-' }));
    const { accessKey, secretKey } = await limitedKey(bucketPolicy(bucketNames('own-'), 'write'));
    const target = at({ bucketPrefix: 'own-', accessKey }, secretKey);
    expect(await checkStorage(target)).toMatchObject({ ok: true, facts: { canWrite: true }, warnings: [] });
    expect(await causeOf(at({ bucketPrefix: 'made-', accessKey }, secretKey))).toBe('bucket_denied');
  });

  it('to reading can be used for looking', async () => {
    await createBuckets(at({ bucketPrefix: 'look-' }));
    const { accessKey, secretKey } = await limitedKey(bucketPolicy(bucketNames('look-'), 'read'));
    const target = at({ bucketPrefix: 'look-', accessKey }, secretKey);
    expect(await checkStorage(target)).toMatchObject({
      ok: true,
      facts: { canWrite: false },
      warnings: ['read_only'],
    });
    const before = minio.client().listObjectsV2('look-sparklio-assets');
    expect(await before.toArray()).toEqual([]);
  });

  it('can not make buckets, which is told', async () => {
    const { accessKey, secretKey } = await limitedKey(bucketPolicy(bucketNames('gone-'), 'write'));
    await expect(createBuckets(at({ bucketPrefix: 'gone-', accessKey }, secretKey))).rejects.toMatchObject({
      code: 'server_part_failed',
      details: { part: 'storage', cause: 'storage_read_only' },
    });
  });
});

describe('the cause is told when', () => {
  it('a key is wrong', async () => {
    expect(await causeOf(at({ accessKey: 'nobody' }))).toBe('wrong_access_key');
    expect(await causeOf(at({}, 'wrong'))).toBe('wrong_secret_key');
  });

  it('it is the port of the console', async () => {
    expect(await causeOf(at({ port: minio.consolePort }))).toBe('console_port');
  });

  it.each([
    ['a web page', 'text/html', '<!doctype html><title>Router</title>'],
    ['another service', 'application/json', '{"detail":"Not Found"}'],
  ])('%s answers, which gets no signature to see', async (_what, type, body) => {
    const seen: (string | undefined)[] = [];
    const web = await startWebServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(404, { 'content-type': type }).end(body);
    });
    onTestFinished(() => web.close());
    expect(await causeOf(at({ port: web.port }))).toBe('not_s3');
    expect(seen).toEqual([undefined]);
  });

  it('PostgreSQL answers', async () => {
    expect(await causeOf(at({ port: servers.postgres.port }))).toBe('not_s3');
  });

  it('nobody answers', async () => {
    const silent = await startSilentServer();
    onTestFinished(() => silent.close());
    expect(await causeOf(at({ port: silent.port }))).toBe('timeout');
    expect(await causeOf(at({ port: await freePort() }))).toBe('refused');
  });

  it('the server has no TLS', async () => {
    expect(await causeOf(at({ secure: true }))).toBe('tls_unsupported');
  });

  it('the region of the profile is another one', async () => {
    await createBuckets(at({ bucketPrefix: 'region-' }));
    const check = await checkStorage(at({ bucketPrefix: 'region-', region: 'eu-west-1' }));
    expect(check).toMatchObject({ cause: 'wrong_region', details: { expectedRegion: 'ap-northeast-2' } });
  });

  it('a plain connection to the outside was not agreed to', async () => {
    expect(await causeOf(at({ endpoint: 'files.example.com' }))).toBe('plain_not_allowed');
  });
});

it('warns of a store on this computer for a database that is elsewhere', async () => {
  const target = at({ bucketPrefix: 'made-' });
  const elsewhere = { ...target, database: { ...target.database, host: '100.64.0.9' } };
  expect((await checkStorage(elsewhere)).warnings).toContain('store_address_loopback');
});

describe("this computer's clock an hour behind the server's", () => {
  it('is noticed and corrected for, in requests and in presigned URLs', async () => {
    const target = at({ bucketPrefix: 'clock-' });
    await createBuckets(target);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3600_000 });
    const check = await checkStorage(target);
    expect(check).toMatchObject({ ok: true, facts: { skewSeconds: expect.any(Number) } });
    expect(check.warnings).toContain('clock_skew');
    if (check.ok) expect(Math.abs(Number(check.facts.skewSeconds) - 3600)).toBeLessThan(30);

    const store = await openTargetStore(target);
    const ref = { bucket: store.buckets.assets, key: 'late.txt' };
    const { status } = await fetch(store.presignPut(ref, 60), { method: 'PUT', body: 'late' });
    expect(status).toBe(200);
    expect((await fetch(store.presignStable(ref).url)).status).toBe(200);
    expect((await store.head(ref))?.size).toBe(4);
    store.agent.destroy();
  });
});
