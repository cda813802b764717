import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { feed } from './source-file.ts';

/** The request header by which a store is told the CRC-32 of a body, and by which it answers. */
export const crc32Header = 'x-amz-checksum-crc32';

/** CRC-32 as S3 writes it: base64 of the four bytes, the highest first. */
export function crc32Of(chunks: readonly Buffer[]): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(chunks.reduce((sum, chunk) => crc32(chunk, sum), 0));
  return bytes.toString('base64');
}

/** MD5 in hex, which is the ETag of what was put in one request. */
export async function md5Of(chunks: readonly Buffer[]): Promise<string> {
  const hash = createHash('md5');
  await feed(hash, chunks);
  return hash.digest('hex');
}

/** The ETag that S3 gives a multipart object: MD5 over the parts' binary MD5s, and their number. */
export function multipartEtag(etags: readonly string[]): string {
  const md5 = createHash('md5');
  for (const etag of etags) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${etags.length}`;
}
