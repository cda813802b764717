import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import type { BlobFiles } from '../engine/blob-files.ts';
import type { NewContent } from '../engine/objects.ts';
import { MAX_PUT_BYTES } from '../limits.ts';
import { S3Error } from '../s3-error.ts';
import type { S3Request } from './request.ts';

/** What a body must turn out to be. */
export interface Expected {
  /** bytes */
  readonly size: number | null;
  readonly maxSize: number;
  readonly minSize: number;
  /** hex, vouched for by the signature */
  readonly payloadHash: string | null;
  /** base64 */
  readonly md5: string | null;
  /** base64 */
  readonly sha256: string | null;
  /** base64 of the four bytes, the highest first; compared and not kept */
  readonly crc32: string | null;
}

const MD5_BASE64 = /^[A-Za-z0-9+/]{22}==$/;
const SHA256_BASE64 = /^[A-Za-z0-9+/]{43}=$/;
const CRC32_BASE64 = /^[A-Za-z0-9+/]{6}==$/;
const OTHER_CHECKSUM = /^x-amz-checksum-(?!sha256$|crc32$|algorithm$|mode$|type$)/;

/** @throws {S3Error} MissingContentLength, EntityTooLarge, InvalidDigest, NotImplemented */
export function expectedBody(request: S3Request, payloadHash: string | null): Expected {
  const { headers } = request;
  if (/\baws-chunked\b/i.test(headers.get('content-encoding') ?? '') || headers.has('x-amz-trailer')) {
    throw new S3Error(
      'NotImplemented',
      'Bodies in aws-chunked encoding are not supported: send the body as it is.',
    );
  }
  for (const name of headers.keys()) {
    if (OTHER_CHECKSUM.test(name)) {
      throw new S3Error('NotImplemented', `${name} is not supported: use x-amz-checksum-sha256 or -crc32.`);
    }
  }
  const length = headers.get('content-length');
  if (length === undefined) throw new S3Error('MissingContentLength');
  const size = Number(length);
  if (size > MAX_PUT_BYTES) throw new S3Error('EntityTooLarge');
  const md5 = headers.get('content-md5') ?? null;
  const sha256 = headers.get('x-amz-checksum-sha256') ?? null;
  if (md5 !== null && !MD5_BASE64.test(md5)) throw new S3Error('InvalidDigest');
  if (sha256 !== null && !SHA256_BASE64.test(sha256)) throw new S3Error('InvalidDigest');
  const checksum = headers.get('x-amz-checksum-crc32') ?? null;
  if (checksum !== null && !CRC32_BASE64.test(checksum)) throw new S3Error('InvalidDigest');
  return { size, maxSize: MAX_PUT_BYTES, minSize: 0, payloadHash, md5, sha256, crc32: checksum };
}

/** What an answer says of the checksums that were compared. */
export function checksumHeaders(sha256: string | null, checksum: string | null): Record<string, string> {
  return {
    ...(sha256 === null ? {} : { 'x-amz-checksum-sha256': sha256 }),
    ...(checksum === null ? {} : { 'x-amz-checksum-crc32': checksum }),
  };
}

/**
 * Writes a body to a blob while hashing it, each hash at most once, and returns when it is on disk. On any failure
 * nothing of it is left. The source is left open, so that the refusal can still be sent.
 * @throws {S3Error} IncompleteBody, EntityTooLarge, EntityTooSmall, XAmzContentSHA256Mismatch, BadDigest; or what the disk says
 */
export async function receiveBody(
  source: AsyncIterable<Buffer>,
  blobs: BlobFiles,
  expected: Expected,
): Promise<NewContent> {
  const hashes = new BodyHashes(expected);
  if (expected.size === 0) return { content: [], newBlobs: [], ...hashes.verified() };
  const writer = await blobs.create();
  try {
    for await (const chunk of source) {
      hashes.update(chunk);
      await writer.write(chunk);
    }
    const verified = hashes.verified();
    if (verified.size === 0) {
      await writer.discard();
      return { content: [], newBlobs: [], ...verified };
    }
    await writer.finish();
    return { content: writer.id, newBlobs: [writer.id], ...verified };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** The chunks of a request, which stays open when reading stops early. A client that went away is IncompleteBody. */
export async function* chunksOf(message: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
  const chunks: AsyncIterable<Buffer> = message.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of chunks) yield chunk;
  } catch (error) {
    throw new S3Error('IncompleteBody', undefined, { cause: error });
  }
}

/** A small body (XML) in memory, checked like any other. @throws {S3Error} */
export async function readSmallBody(
  message: IncomingMessage,
  expected: Expected,
  limit: number,
): Promise<Buffer> {
  const hashes = new BodyHashes({ ...expected, maxSize: limit });
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(message)) {
    hashes.update(chunk);
    chunks.push(chunk);
  }
  hashes.verified();
  return Buffer.concat(chunks);
}

class BodyHashes {
  private size = 0;
  private readonly md5 = createHash('md5');
  private crc32 = 0;
  private readonly sha256;

  constructor(private readonly expected: Expected) {
    if (expected.size !== null && expected.size > expected.maxSize) throw new S3Error('EntityTooLarge');
    const wanted = expected.payloadHash !== null || expected.sha256 !== null;
    this.sha256 = wanted ? createHash('sha256') : null;
  }

  update(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.expected.maxSize) throw new S3Error('EntityTooLarge');
    this.md5.update(chunk);
    this.sha256?.update(chunk);
    if (this.expected.crc32 !== null) this.crc32 = crc32(chunk, this.crc32);
  }

  verified(): { size: number; md5: string; sha256: string | null } {
    const { expected, size } = this;
    if (expected.size !== null && size !== expected.size) throw new S3Error('IncompleteBody');
    if (size < expected.minSize) throw new S3Error('EntityTooSmall');
    const md5 = this.md5.digest();
    const sha256 = this.sha256?.digest() ?? null;
    if (expected.payloadHash !== null && sha256?.toString('hex') !== expected.payloadHash) {
      throw new S3Error('XAmzContentSHA256Mismatch');
    }
    if (expected.md5 !== null && md5.toString('base64') !== expected.md5) throw new S3Error('BadDigest');
    if (expected.sha256 !== null && sha256?.toString('base64') !== expected.sha256) {
      throw new S3Error('BadDigest');
    }
    if (expected.crc32 !== null && base64Of(this.crc32) !== expected.crc32) throw new S3Error('BadDigest');
    return { size, md5: md5.toString('hex'), sha256: expected.sha256 };
  }
}

function base64Of(checksum: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(checksum);
  return bytes.toString('base64');
}
