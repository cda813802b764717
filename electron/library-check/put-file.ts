import { createReadStream } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import type { ObjectRef, ObjectStore, UploadedPart } from '../storage/port.ts';
import { storageError } from '../storage/s3-errors.ts';

/** Larger files go up in parts. */
const wholeBytes = 512 * 1024 * 1024;
const partBytes = 64 * 1024 * 1024;
const urlSeconds = 6 * 3600;
/** A store that says nothing for this long has gone. */
const idleMs = 60_000;

interface PutFile {
  readonly path: string;
  readonly size: number;
  readonly contentType: string;
  readonly ref: ObjectRef;
  readonly signal: AbortSignal;
}

/** Sends a file to a key as it is now. Whether the right bytes arrived is for the caller to find out. */
export async function putFile(store: ObjectStore, file: PutFile): Promise<void> {
  if (file.size <= wholeBytes) {
    await putSlice(store, file, { start: 0, length: file.size });
    return;
  }
  const uploadId = await store.beginMultipart(file.ref, file.contentType);
  try {
    const parts: UploadedPart[] = [];
    for (let start = 0, part = 1; start < file.size; start += partBytes, part += 1) {
      const length = Math.min(partBytes, file.size - start);
      const etag = await putSlice(store, file, { start, length, part: { uploadId, part } });
      parts.push({ part, etag, size: length });
    }
    await store.completeMultipart(file.ref, uploadId, parts);
  } catch (error) {
    await store.abortMultipart(file.ref, uploadId).catch(() => undefined);
    throw error;
  }
}

interface Slice {
  readonly start: number;
  readonly length: number;
  readonly part?: { readonly uploadId: string; readonly part: number };
}

async function putSlice(store: ObjectStore, file: PutFile, { start, length, part }: Slice): Promise<string> {
  const { signal } = file;
  const url = new URL(store.presignPut(file.ref, urlSeconds, part));
  try {
    return await new Promise<string>((resolve, reject) => {
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
        method: 'PUT',
        agent: store.agent,
        timeout: idleMs,
        signal,
        headers: {
          'content-length': length,
          ...(part === undefined && { 'content-type': file.contentType }),
        },
      });
      request.on('timeout', () =>
        request.destroy(new AppError('timeout', 'The object store went silent', {}, true)),
      );
      request.on('error', reject);
      request.on('response', (answer) => {
        answer.resume();
        if (answer.statusCode !== 200) {
          reject(Object.assign(new Error('The object store refused a file'), { status: answer.statusCode }));
          return;
        }
        answer.once('error', reject);
        answer.once('end', () => resolve((answer.headers.etag ?? '').replaceAll('"', '')));
      });
      if (length === 0) request.end();
      else pipeline(createReadStream(file.path, { start, end: start + length - 1 }), request).catch(reject);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof AppError ? error : storageError(error, 'sending a file');
  }
}
