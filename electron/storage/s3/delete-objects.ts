import { createHash } from 'node:crypto';
import { AppError } from '../../errors.ts';
import { encode, objectPath } from '../presign.ts';
import type { S3Connection } from './connection.ts';
import { readText, S3Failure } from './failure.ts';
import { escapeXml, isWritable } from './xml.ts';

/** As many as one request may name. */
const groupSize = 1000;

/**
 * Removes objects of one bucket; one that is not there is removed already. Rejects with `service_unavailable` when the
 * store kept some, or with an `S3Failure` or as `S3Connection.ask`.
 */
export async function deleteObjects(
  connection: S3Connection,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  const listed = keys.filter(isWritable);
  for (let at = 0; at < listed.length; at += groupSize) {
    await deleteGroup(connection, bucket, listed.slice(at, at + groupSize));
  }
  for (const key of keys) {
    if (isWritable(key)) continue;
    const answer = await connection.ask({ method: 'DELETE', path: objectPath(bucket, key) }, [204]);
    answer.resume();
  }
}

async function deleteGroup(connection: S3Connection, bucket: string, keys: readonly string[]): Promise<void> {
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`).join('');
  const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`;
  const answer = await connection.ask(
    {
      method: 'POST',
      path: `/${encode(bucket)}?delete=`,
      headers: {
        'content-type': 'application/xml',
        'content-md5': createHash('md5').update(body).digest('base64'),
      },
      body,
      bodyHash: createHash('sha256').update(body).digest('hex'),
    },
    [200],
  );
  const told = await readText(answer);
  // Something between may answer 200 for the store, such as a network that wants a log-in first.
  if (!told.includes('<DeleteResult')) throw new S3Failure(answer, told);
  if (told.includes('<Error>'))
    throw new AppError('service_unavailable', 'The object store kept some objects', {}, true);
}
