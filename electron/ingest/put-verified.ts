import type { Agent } from 'node:http';
import { AppError } from '../errors.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { storageError } from '../storage/s3-errors.ts';
import type { Bandwidth } from './bandwidth.ts';
import { crc32Header, crc32Of, md5Of } from './checksums.ts';
import { type PutAnswer, putBytes, Refusal } from './put.ts';

/** An hour is enough for a part over a slow line; a retry signs anew. */
const urlSeconds = 3600;

/** Stores that refuse a request for the checksum it brings; told apart by their connections. */
const refusesChecksums = new WeakSet<Agent>();
/** How they say so. */
const unknownHeader = new Set(['NotImplemented', 'InvalidArgument', 'InvalidRequest', 'InvalidHeader']);

export interface PutRequest {
  readonly ref: ObjectRef;
  /** Of a multipart upload; null for a whole object. */
  readonly part: { readonly uploadId: string; readonly part: number } | null;
  readonly contentType: string | null;
  readonly chunks: readonly Buffer[];
  readonly signal: AbortSignal;
  /** Bytes just handed to the network; negative when they are sent again. */
  readonly onBytes: (bytes: number) => void;
}

export interface Verified {
  readonly etag: string;
  /** Base64; of the bytes that were sent. */
  readonly crc32: string;
  /** Whether the store itself compared the bytes with the checksum. */
  readonly byStore: boolean;
}

/** Whether the store is worth telling checksums to, for all that is known. */
export function takesChecksums({ agent }: Pick<ObjectStore, 'agent'>): boolean {
  return !refusesChecksums.has(agent);
}

/**
 * PUTs bytes and makes sure that the store has exactly these: by the CRC-32 that the store checks and answers with, or,
 * where it knows no such thing, by the MD5 that its ETag is. Rejects with `verify_failed`, or as `putBytes`.
 */
export async function putVerified(
  store: ObjectStore,
  bandwidth: Bandwidth,
  request: PutRequest,
): Promise<Verified> {
  const { chunks } = request;
  const crc32 = crc32Of(chunks);
  const answer = await send(store, bandwidth, request, crc32);
  const byStore = answer.crc32 !== null;
  const same = byStore ? answer.crc32 === crc32 : answer.etag === (await md5Of(chunks));
  if (!same) throw new AppError('verify_failed', 'The stored bytes differ from those sent', {}, true);
  return { etag: answer.etag, crc32, byStore };
}

async function send(
  store: ObjectStore,
  bandwidth: Bandwidth,
  request: PutRequest,
  crc32: string,
): Promise<PutAnswer> {
  const { ref, part, contentType, chunks, signal, onBytes } = request;
  const { agent, learnTime } = store;
  let told = 0;
  const put = (checked: Readonly<Record<string, string>>): Promise<PutAnswer> =>
    putBytes({
      url: store.presignPut(ref, urlSeconds, part ?? undefined, checked),
      agent,
      headers: { ...checked, ...(contentType === null ? {} : { 'content-type': contentType }) },
      chunks,
      bandwidth,
      signal,
      learnTime,
      onBytes: (bytes) => {
        told += bytes;
        onBytes(bytes);
      },
    });
  if (!takesChecksums(store)) return await put({}).catch(asStorageError);
  try {
    return await put({ [crc32Header]: crc32 });
  } catch (error) {
    if (!(error instanceof Refusal) || !unknownHeader.has(error.code ?? '')) return asStorageError(error);
    onBytes(-told);
    // Sent again in any case; whether it was the checksum that the store minded, the answer to this tells.
    const answer = await put({}).catch(asStorageError);
    refusesChecksums.add(agent);
    return answer;
  }
}

function asStorageError(error: unknown): never {
  throw error instanceof Refusal ? storageError(error, 'sending a file') : error;
}
