import { randomUUID } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { Cause } from '../../../shared/contract/connection.ts';
import { systemCode } from '../../net/network-cause.ts';
import { storageCause } from '../s3-errors.ts';
import type { S3Connection, S3Request } from './connection.ts';
import { readFailure, readText, S3Failure } from './failure.ts';
import { letsAnybodyRead } from './policy.ts';

/** A server that says nothing for so long while somebody watches is away. */
const lookMs = 5000;

/** What answers is not an S3 server, or not its port for programs. */
export class NotS3Error extends Error {
  override readonly name = 'NotS3Error';
  readonly reason: Extract<Cause, 'not_s3' | 'console_port' | 'tls_required'>;

  constructor(reason: NotS3Error['reason']) {
    super('The server does not speak S3');
    this.reason = reason;
  }
}

/**
 * Asks as anybody, so that no key goes to a server that is none. Gives the name that the server has for itself.
 * Rejects with `NotS3Error` or the system's error.
 */
export async function greet(connection: S3Connection): Promise<{ server: string; skewSeconds: number }> {
  const hello = { method: 'GET', path: '/', signed: false, idleMs: lookMs };
  // One that hangs up at once on what every web server understands, twice, is none.
  const answer = await connection.send(hello).catch(async (error: unknown) => {
    if (systemCode(error) !== 'ECONNRESET') throw notHttp(error);
    return await connection.send(hello).catch((again: unknown) => {
      throw systemCode(again) === 'ECONNRESET' ? new NotS3Error('not_s3') : notHttp(again);
    });
  });
  const { headers } = answer;
  const body = await readText(answer);
  const server = typeof headers.server === 'string' ? headers.server : '';
  if (/HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS/i.test(body)) {
    throw new NotS3Error('tls_required');
  }
  const isPage = /text\/html/.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)/i.test(body);
  if (isPage && /minio/i.test(`${server} ${body}`)) throw new NotS3Error('console_port');
  const isS3 = headers['x-amz-request-id'] !== undefined || /<(?:Error|ListAllMyBucketsResult)\b/.test(body);
  if (isPage || !isS3) throw new NotS3Error('not_s3');
  return { server: server === '' ? 'S3' : server, skewSeconds: connection.clock.skewSeconds };
}

/** What Node.js says of an answer that is not HTTP. */
const notHttp = (error: unknown): unknown =>
  systemCode(error).startsWith('HPE_') ? new NotS3Error('not_s3') : error;

/** A bucket as far as the key lets one see. */
export interface BucketState {
  readonly name: string;
  /** `denied`: the key may not look, so it may or may not be there. */
  readonly state: 'present' | 'missing' | 'denied';
  /** Somebody without a key can read in it. */
  readonly public: boolean;
  /** Days after which objects expire by a rule for all of them; null where there is none, undefined where it can't be known. */
  readonly expiresAfterDays: number | null | undefined;
}

const ask = (connection: S3Connection, path: string, method = 'GET', rest: Partial<S3Request> = {}) =>
  connection.ask({ method, path, idleMs: lookMs, ...rest }, [200]);

/** What a key may not do or what is not there tells something; that the key itself is refused is thrown on. */
const telling = new Set<Cause | null>(['bucket_denied', 'bucket_missing', null]);

function refusal(error: unknown): S3Failure {
  if (error instanceof S3Failure && (telling.has(storageCause(error)) || error.status === 501)) return error;
  throw error;
}

async function bodyOf(connection: S3Connection, path: string): Promise<string | S3Failure> {
  try {
    return await readText(await ask(connection, path));
  } catch (error) {
    return refusal(error);
  }
}

/** Looks at a bucket. Rejects with an `S3Failure` where the key itself is refused, or as the connection does. */
export async function inspectBucket(connection: S3Connection, name: string): Promise<BucketState> {
  const state = await findBucket(connection, name);
  if (state !== 'present') return { name, state, public: false, expiresAfterDays: undefined };
  const [isPublic, expiresAfterDays] = await Promise.all([
    isReadByAnybody(connection, name),
    readExpiry(connection, name),
  ]);
  return { name, state, public: isPublic, expiresAfterDays };
}

async function findBucket(connection: S3Connection, name: string): Promise<BucketState['state']> {
  const location = await bodyOf(connection, `/${name}?location=`);
  if (typeof location === 'string') return 'present';
  if (location.code === 'NoSuchBucket') return 'missing';
  // Some keys may use a bucket and not ask where it is.
  try {
    (await ask(connection, `/${name}`, 'HEAD')).resume();
    return 'present';
  } catch (error) {
    return refusal(error).status === 404 ? 'missing' : 'denied';
  }
}

async function isReadByAnybody(connection: S3Connection, name: string): Promise<boolean> {
  const anonymously = async (path: string): Promise<S3Failure | null> => {
    const answer = await connection.send({ method: 'GET', path, signed: false, idleMs: lookMs });
    if (answer.statusCode !== 200) return readFailure(answer);
    answer.destroy();
    return null;
  };
  const policy = await bodyOf(connection, `/${name}?policy=`);
  if (typeof policy === 'string' && letsAnybodyRead(policy)) return true;
  if ((await anonymously(`/${name}?list-type=2&max-keys=1`)) === null) return true;
  // Whoever is told that a key is not there may read those that are.
  if ((await anonymously(`/${name}/${randomUUID()}`))?.code === 'NoSuchKey') return true;
  const listing = await bodyOf(connection, `/${name}?list-type=2&max-keys=1&encoding-type=url`);
  const key = typeof listing === 'string' ? /<Key>([^<]+)<\/Key>/.exec(listing)?.[1] : undefined;
  if (key === undefined) return false;
  const path = key.replaceAll('+', '%20').replaceAll('%2F', '/');
  return (await anonymously(`/${name}/${path}`)) === null;
}

const ruleSchema = z.object({
  Status: z.string(),
  Prefix: z.string().optional(),
  Filter: z
    .union([z.literal(''), z.object({ Prefix: z.string().optional(), Tag: z.unknown().optional() })])
    .optional(),
  Expiration: z.object({ Days: z.coerce.number().optional() }).optional(),
});
const lifecycleSchema = z.object({
  LifecycleConfiguration: z.object({
    Rule: z.union([z.array(ruleSchema), ruleSchema.transform((one) => [one])]).default([]),
  }),
});
const xml = new XMLParser({ parseTagValue: false });

/** Days of the shortest rule that holds for all objects of a bucket; null when there is none. */
export function parseExpiry(text: string): number | null {
  const parsed = lifecycleSchema.safeParse(xml.parse(text));
  if (!parsed.success) return null;
  const days = parsed.data.LifecycleConfiguration.Rule.flatMap(({ Status, Prefix, Filter, Expiration }) => {
    const filter = Filter === undefined || Filter === '' ? {} : Filter;
    const isForAll = (Prefix ?? '') === '' && (filter.Prefix ?? '') === '' && filter.Tag === undefined;
    return Status === 'Enabled' && isForAll && Expiration?.Days !== undefined ? [Expiration.Days] : [];
  });
  return days.length === 0 ? null : Math.min(...days);
}

async function readExpiry(connection: S3Connection, name: string): Promise<number | null | undefined> {
  const answer = await bodyOf(connection, `/${name}?lifecycle=`);
  if (typeof answer === 'string') return parseExpiry(answer);
  return answer.code === 'NoSuchLifecycleConfiguration' ? null : undefined;
}

const refusedChecksum = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentChecksumMismatch']);

/**
 * Why the key can't put objects into a bucket; null when it can. What is sent has a wrong checksum, which a server
 * looks at only after the right to write, so that nothing is kept.
 */
export async function putObstacle(connection: S3Connection, bucket: string): Promise<Cause | null> {
  const path = `/${bucket}/.sparklio-check-${randomUUID()}`;
  const headers = { 'content-md5': Buffer.alloc(16).toString('base64') };
  try {
    (await ask(connection, path, 'PUT', { body: 'x', headers })).resume();
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    return refusedChecksum.has(error.code) ? null : (storageCause(error) ?? 'server_error');
  }
  // A server that does not look at checksums has kept it.
  await connection.ask({ method: 'DELETE', path, idleMs: lookMs }, [200, 204]).catch(() => undefined);
  return null;
}

/** Milliseconds of a round trip on an open connection: the middle of three. */
export async function measureLatency(connection: S3Connection, bucket: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const started = performance.now();
    const answer = await connection.send({ method: 'HEAD', path: `/${bucket}`, idleMs: lookMs });
    await readText(answer);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[1] ?? 0;
}
