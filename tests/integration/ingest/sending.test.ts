import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bandwidth } from '../../../electron/ingest/bandwidth.ts';
import { planParts } from '../../../electron/ingest/parts.ts';
import { putVerified } from '../../../electron/ingest/put-verified.ts';
import { Slabs } from '../../../electron/ingest/slabs.ts';
import { SourceFile } from '../../../electron/ingest/source-file.ts';
import { sendParts, sendWhole } from '../../../electron/ingest/transfer.ts';
import {
  KEYS,
  startTestStore,
  type TestStore,
  temporaryFolder,
} from '../../../electron/storage/embedded/testing.ts';
import type { ObjectStore } from '../../../electron/storage/port.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { noise } from '../../support/drop-files.ts';
import { fairS3, type S3FaultProxy, startS3FaultProxy } from '../../support/s3-fault-proxy.ts';

const never = new AbortController().signal;
const contentType = 'application/octet-stream';
const large = noise(20 * 1024 * 1024 + 5, 1);
const sha256 = createHash('sha256').update(large).digest('hex');

let embedded: TestStore;
let proxy: S3FaultProxy;
let store: ObjectStore;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

function storeAt(port: number): ObjectStore {
  const address = { host: '127.0.0.1', port, secure: false, region: 'us-east-1' };
  return openS3Store({ ...address, ...KEYS, bucketPrefix: 'dev-' });
}

beforeAll(async () => {
  folder = await temporaryFolder();
  embedded = await startTestStore();
  proxy = await startS3FaultProxy({ host: '127.0.0.1', port: embedded.port });
  store = storeAt(proxy.port);
  await store.ensureBuckets();
});
afterAll(async () => {
  await proxy.close();
  await embedded.close();
  await folder.remove();
});

const ref = (key: string) => ({ bucket: store.buckets.assets, key });
const road = (to = store, bandwidth = new Bandwidth()) => ({ store: to, bandwidth, slabs: new Slabs(24) });
const stored = async (key: string): Promise<Buffer> => buffer(await storeAt(embedded.port).get(ref(key)));

function whole(key: string, bytes: Buffer) {
  return { ref: ref(key), contentType, chunks: [bytes], signal: never, onProgress: () => undefined };
}

interface Sent {
  readonly sha256: string;
  /** Numbers of the parts that were sent, in order. */
  readonly parts: readonly number[];
  readonly multipartId: string | null;
}

async function sendLarge(
  key: string,
  options: { multipartId?: string; to?: ObjectStore } = {},
): Promise<Sent> {
  const { to = store } = options;
  const path = join(folder.path, 'large.bin');
  await writeFile(path, large);
  const parts: number[] = [];
  let multipartId = options.multipartId ?? null;
  const counting: ObjectStore = {
    ...to,
    presignPut: (at, seconds, part, headers) => {
      if (part !== undefined) parts.push(part.part);
      return to.presignPut(at, seconds, part, headers);
    },
  };
  const file = await SourceFile.open(path);
  try {
    const sent = await sendParts(road(counting), {
      ref: ref(key),
      contentType,
      file,
      multipartId,
      resumed: multipartId !== null,
      signal: never,
      onMultipart: async (id) => {
        multipartId = id;
      },
      onProgress: () => undefined,
    });
    return { sha256: sent, parts: parts.sort((a, b) => a - b), multipartId };
  } catch (error) {
    throw Object.assign(error instanceof Error ? error : new Error(String(error)), { multipartId });
  } finally {
    await file.close();
  }
}

describe('a file that is put whole', () => {
  const bytes = Buffer.from(noise(300_000, 2));

  it('is there when the store names the checksum of its bytes, whatever it says of its ETag', async () => {
    proxy.set((_, number) => (number === 1 ? { kind: 'wrongEtag' } : null));
    await sendWhole(road(), whole('whole', bytes));
    expect((await stored('whole')).equals(bytes)).toBe(true);
  });

  it('is refused by the store when a byte was altered on the way', async () => {
    proxy.set(() => ({ kind: 'flipByte' }));
    await expect(sendWhole(road(), whole('altered', bytes))).rejects.toMatchObject({ code: 'verify_failed' });
    proxy.set(fairS3);
    expect(await store.head(ref('altered'))).toBeNull();
  });

  it('goes no faster than the limit allows', async () => {
    let now = 0;
    const clock = {
      now: () => now,
      wait: async (ms: number) => {
        now += ms;
      },
    };
    const limit = 100_000;
    await sendWhole(road(store, new Bandwidth(() => limit, clock)), whole('limited', bytes));
    expect(now / 1000).toBeGreaterThan(bytes.length / limit - 0.5);
    expect((await stored('limited')).equals(bytes)).toBe(true);
  });
});

describe('a store that knows no CRC-32', () => {
  type Manner = 'silent' | 'refuses';
  const bytes = Buffer.from(noise(100_000, 3));

  /** Before the real store: says nothing of checksums, or refuses requests that bring one. */
  async function startOlderStore(manner: Manner) {
    const server = createServer((incoming, outgoing) => {
      if (manner === 'refuses' && incoming.headers['x-amz-checksum-crc32'] !== undefined) {
        incoming.resume();
        outgoing.writeHead(501).end('<Error><Code>NotImplemented</Code></Error>');
        return;
      }
      const { method, url: path, headers } = incoming;
      const onward = httpRequest({ host: '127.0.0.1', port: proxy.port, method, path, headers }, (answer) => {
        const { 'x-amz-checksum-crc32': _, ...told } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 500, told);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const close = (): void => {
      server.close();
      server.closeAllConnections();
    };
    return { store: storeAt((server.address() as AddressInfo).port), close };
  }

  it.each<Manner>(['silent', 'refuses'])('has its ETag compared when it is %s', async (manner) => {
    proxy.set(fairS3);
    const older = await startOlderStore(manner);
    try {
      await sendWhole(road(older.store), whole(`older ${manner}`, bytes));
      expect((await stored(`older ${manner}`)).equals(bytes)).toBe(true);
      expect((await sendLarge(`older large ${manner}`, { to: older.store })).sha256).toBe(sha256);
      proxy.set((request) => (request.method === 'PUT' ? { kind: 'wrongEtag' } : null));
      const lied = sendWhole(road(older.store), whole(`lied ${manner}`, bytes));
      await expect(lied).rejects.toMatchObject({ code: 'verify_failed' });
    } finally {
      older.close();
      proxy.set(fairS3);
    }
  });
});

describe('a large file', () => {
  it('is hashed while its parts are sent', async () => {
    proxy.set(fairS3);
    const sent = await sendLarge('large');
    expect(sent).toMatchObject({ sha256, parts: [1, 2, 3] });
    expect((await stored('large')).equals(large)).toBe(true);
  });

  it('goes on from parts that have its bytes, and sends those again that have others', async () => {
    proxy.set(fairS3);
    const at = ref('resumed');
    const uploadId = await store.beginMultipart(at, contentType, { checksums: true });
    const [first, second] = planParts(large.length);
    if (first === undefined || second === undefined) throw new Error('The file is too small');
    const right = Buffer.from(large.subarray(first.start, first.start + first.length));
    const wrong = Buffer.alloc(second.length, 'other bytes');
    for (const [part, bytes] of [right, wrong].entries()) {
      const request = { ref: at, part: { uploadId, part: part + 1 }, contentType: null, signal: never };
      await putVerified(store, new Bandwidth(), { ...request, chunks: [bytes], onBytes: () => undefined });
    }
    const sent = await sendLarge('resumed', { multipartId: uploadId });
    expect(sent).toMatchObject({ sha256, parts: [2, 3] });
    expect((await stored('resumed')).equals(large)).toBe(true);
  });

  it('sends a part again whose connection broke, and only that', async () => {
    let broken = false;
    proxy.set(({ url = '' }) => {
      if (broken || !url.includes('partNumber=2')) return null;
      broken = true;
      return { kind: 'cutRequest', afterBytes: 1_000_000 };
    });
    const sent = await sendLarge('broken');
    expect(sent).toMatchObject({ sha256, parts: [1, 2, 2, 3] });
    proxy.set(fairS3);
    expect((await stored('broken')).equals(large)).toBe(true);
  });

  it('begins anew when the store turns out to have other parts than it said', async () => {
    proxy.set(({ url = '' }) => (url.includes('partNumber=3') ? { kind: 'wrongEtag' } : null));
    const failed = sendLarge('lied about');
    await expect(failed).rejects.toMatchObject({ code: 'verify_failed', multipartId: null });
    proxy.set(fairS3);
    expect(await store.findMultipart(ref('lied about'))).toBeNull();
    expect((await sendLarge('lied about')).sha256).toBe(sha256);
  });

  it('is there although the answer that it is got lost', async () => {
    proxy.set(({ method }) => (method === 'POST' ? { kind: 'loseAnswer' } : null));
    const begun = await store.beginMultipart(ref('unanswered'), contentType).catch(() => null);
    expect(begun).toBeNull();
    proxy.set(({ method, url = '' }) =>
      method === 'POST' && url.includes('uploadId=') ? { kind: 'loseAnswer' } : null,
    );
    expect((await sendLarge('unanswered')).sha256).toBe(sha256);
    proxy.set(fairS3);
    expect((await stored('unanswered')).equals(large)).toBe(true);
  });
});
