import type { Agent } from 'node:http';
import type { Readable } from 'node:stream';

/** One object, by bucket and key. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
}

export interface ObjectHead {
  /** Bytes. */
  readonly size: number;
  /** Without quotes: the MD5 of an object put whole; of a multipart object the MD5 of its parts' MD5s, `-`, their number. */
  readonly etag: string;
  readonly modified: Date;
}

/** An object as a bucket's list tells of it. */
export interface StoredObject extends ObjectHead {
  readonly key: string;
}

/** A multipart upload that was neither completed nor aborted. */
export interface OpenMultipart {
  readonly key: string;
  readonly uploadId: string;
  readonly initiated: Date;
}

export interface UploadedPart {
  readonly part: number;
  readonly etag: string;
  readonly size: number;
  /** CRC-32 in base64, of a part that was sent with it. */
  readonly crc32?: string;
}

/** The buckets of a library: `{env}-sparklio-assets` and so on. */
export interface Buckets {
  readonly assets: string;
  readonly temp: string;
  readonly backups: string;
}

/**
 * The object store as use cases know it; the same for the embedded one, MinIO and any S3.
 * Every method rejects with an `AppError`: `service_unavailable` (retry), `disk_full`, `permission_denied`, `not_found`.
 */
export interface ObjectStore {
  readonly buckets: Buckets;
  /** Origin of the presigned URLs, for the window's policy. */
  readonly origin: string;
  /** For requests of this process to presigned URLs: it trusts what the store's own connection trusts. */
  readonly agent: Agent;
  /**
   * Takes the `Date` header of an answer to a presigned URL. True when URLs were signed for another time until now:
   * this computer's clock has moved.
   */
  learnTime(date: string | undefined): boolean;
  /** Makes missing buckets, private, the temp one with its lifecycle. Changes nothing that exists. */
  ensureBuckets(): Promise<void>;
  /** Null when there is no such object. */
  head(ref: ObjectRef): Promise<ObjectHead | null>;
  get(ref: ObjectRef): Promise<Readable>;
  /** Everything in a bucket whose key begins so, page by page; nothing where there is no such bucket. */
  list(bucket: string, prefix?: string): AsyncIterable<readonly StoredObject[]>;
  /** Unfinished multipart uploads, page by page. Some makes (MinIO) tell of them by their exact key only. */
  listMultiparts(bucket: string): AsyncIterable<readonly OpenMultipart[]>;
  /** Removing what is not there is fine. */
  remove(refs: readonly ObjectRef[]): Promise<void>;
  /** `checksums`: its parts will be sent with their CRC-32, which `completeMultipart` then wants too. */
  beginMultipart(ref: ObjectRef, contentType: string, options?: { checksums: boolean }): Promise<string>;
  /** An open multipart upload of this key; the latest when there are several. */
  findMultipart(ref: ObjectRef): Promise<string | null>;
  /** Parts that the store has; null when it no longer knows the upload. */
  listParts(ref: ObjectRef, uploadId: string): Promise<readonly UploadedPart[] | null>;
  /** Rejects with `verify_failed` when the store has other parts than these. */
  completeMultipart(ref: ObjectRef, uploadId: string, parts: readonly UploadedPart[]): Promise<void>;
  abortMultipart(ref: ObjectRef, uploadId: string): Promise<void>;
  /** Presigned GET; `seconds` of life from now. */
  presignGet(ref: ObjectRef, seconds: number, query?: Readonly<Record<string, string>>): string;
  /**
   * Presigned PUT of a whole object or, with `part`, of one part. `headers` must be sent along as they are signed;
   * `content-type` needs no signing.
   */
  presignPut(
    ref: ObjectRef,
    seconds: number,
    part?: { uploadId: string; part: number },
    headers?: Readonly<Record<string, string>>,
  ): string;
  /** Presigned GET that stays the same within a window, and when it expires (ms since the epoch). */
  presignStable(ref: ObjectRef, query?: Readonly<Record<string, string>>): { url: string; expiresAt: number };
}
