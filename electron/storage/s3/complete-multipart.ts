import { createHash } from 'node:crypto';
import { AppError } from '../../errors.ts';
import type { ObjectRef, UploadedPart } from '../port.ts';
import { encode, objectPath } from '../presign.ts';
import type { S3Connection } from './connection.ts';
import { readText, S3Failure } from './failure.ts';
import { escapeXml } from './xml.ts';

/** The parts of an object, in the order in which they are put together. */
export function completionXml(parts: readonly UploadedPart[]): string {
  const listed = parts.map(({ part, etag, crc32 }) => {
    const checksum = crc32 === undefined ? '' : `<ChecksumCRC32>${crc32}</ChecksumCRC32>`;
    return `<Part><PartNumber>${part}</PartNumber><ETag>&quot;${escapeXml(etag)}&quot;</ETag>${checksum}</Part>`;
  });
  const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
  return `<CompleteMultipartUpload xmlns="${namespace}">${listed.join('')}</CompleteMultipartUpload>`;
}

/** What a store says whose parts are others than those named. */
const otherParts = new Set(['InvalidPart', 'InvalidPartOrder', 'BadDigest', 'XAmzContentChecksumMismatch']);

/**
 * Makes an object of the parts of an upload. Rejects with `verify_failed` when the store has other parts than these,
 * or with an `S3Failure` or as `S3Connection.ask`.
 */
export async function completeMultipart(
  connection: S3Connection,
  { bucket, key }: ObjectRef,
  uploadId: string,
  parts: readonly UploadedPart[],
): Promise<void> {
  const body = completionXml(parts);
  try {
    const answer = await connection.ask(
      {
        method: 'POST',
        path: `${objectPath(bucket, key)}?uploadId=${encode(uploadId)}`,
        headers: { 'content-type': 'application/xml' },
        body,
        bodyHash: createHash('sha256').update(body).digest('hex'),
      },
      [200],
    );
    const told = await readText(answer);
    // The status is sent before the work is done, so what went wrong is in the body.
    if (!told.includes('<CompleteMultipartUploadResult')) throw new S3Failure(answer, told);
  } catch (error) {
    if (!(error instanceof S3Failure) || !otherParts.has(error.code)) throw error;
    throw new AppError('verify_failed', 'The store has other parts than were sent', {}, true, error);
  }
}
