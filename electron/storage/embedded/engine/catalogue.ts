import { BlobReferences, blobsOf } from './blob-references.ts';
import type { Content, JournalRecord, LifecycleRule, StoredHeaders, Tags } from './records.ts';
import { SortedIndex } from './sorted-index.ts';

export interface StoredObject {
  readonly key: string;
  /** bytes */
  readonly size: number;
  /** ms since the epoch */
  readonly modified: number;
  /** without quotes */
  readonly etag: string;
  readonly content: Content;
  readonly headers: StoredHeaders;
  readonly tags: Tags | null;
  /** base64, when the client gave one */
  readonly sha256: string | null;
}

export interface StoredPart {
  readonly number: number;
  readonly size: number;
  readonly modified: number;
  readonly etag: string;
  readonly content: Content;
  readonly sha256: string | null;
}

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly started: number;
  readonly headers: StoredHeaders;
  readonly tags: Tags | null;
  readonly parts: Map<number, StoredPart>;
}

export interface Bucket {
  readonly name: string;
  readonly created: number;
  readonly objects: SortedIndex<StoredObject>;
  lifecycle: readonly LifecycleRule[] | null;
}

/** Thousands of objects share a few sets of headers: one copy of each is kept. */
const INTERNED_HEADERS = 2_000;

/** The store's whole state in memory. It changes only by records that the journal holds. */
export class Catalogue {
  readonly buckets = new Map<string, Bucket>();
  readonly uploads = new Map<string, Upload>();
  readonly references = new BlobReferences();
  private readonly headers = new Map<string, StoredHeaders>();

  /** Applies records that belong together. Returns the blobs that nothing names any more. */
  apply(records: readonly JournalRecord[]): string[] {
    const released: Content[] = [];
    for (const record of records) this.applyOne(record, released);
    for (const content of released) this.references.release(content);
    return released.flatMap(blobsOf).filter((blob) => !this.references.has(blob));
  }

  private applyOne(record: JournalRecord, released: Content[]): void {
    switch (record.t) {
      case 'object': {
        this.references.retain(record.d);
        const replaced = this.buckets.get(record.b)?.objects.set({
          key: record.k,
          size: record.s,
          modified: record.m,
          etag: record.e,
          content: record.d,
          headers: this.intern(record.h),
          tags: record.g ?? null,
          sha256: record.c ?? null,
        });
        if (replaced !== undefined) released.push(replaced.content);
        return;
      }
      case 'object-': {
        const removed = this.buckets.get(record.b)?.objects.delete(record.k);
        if (removed !== undefined) released.push(removed.content);
        return;
      }
      case 'upload':
        this.uploads.set(record.id, {
          id: record.id,
          bucket: record.b,
          key: record.k,
          started: record.m,
          headers: this.intern(record.h),
          tags: record.g ?? null,
          parts: new Map(),
        });
        return;
      case 'part': {
        const parts = this.uploads.get(record.id)?.parts;
        if (parts === undefined) return;
        const replaced = parts.get(record.n);
        if (replaced !== undefined) released.push(replaced.content);
        this.references.retain(record.d);
        parts.set(record.n, {
          number: record.n,
          size: record.s,
          modified: record.m,
          etag: record.e,
          content: record.d,
          sha256: record.c ?? null,
        });
        return;
      }
      case 'upload-':
        for (const part of this.uploads.get(record.id)?.parts.values() ?? []) released.push(part.content);
        this.uploads.delete(record.id);
        return;
      case 'bucket':
        if (!this.buckets.has(record.b)) {
          this.buckets.set(record.b, {
            name: record.b,
            created: record.m,
            objects: new SortedIndex(),
            lifecycle: null,
          });
        }
        return;
      case 'bucket-':
        this.buckets.delete(record.b);
        return;
      case 'lifecycle': {
        const bucket = this.buckets.get(record.b);
        if (bucket !== undefined) bucket.lifecycle = record.r;
        return;
      }
      case 'end':
        return;
      default:
        record satisfies never;
    }
  }

  private intern(headers: StoredHeaders): StoredHeaders {
    const key = JSON.stringify(headers);
    const known = this.headers.get(key);
    if (known !== undefined) return known;
    if (this.headers.size >= INTERNED_HEADERS) this.headers.clear();
    this.headers.set(key, headers);
    return headers;
  }

  /**
   * The shortest list of records that gives this state. What it walks is copied at the call, so that the state
   * may go on changing while the records are taken.
   */
  snapshot(): Iterable<JournalRecord> {
    const buckets = [...this.buckets.values()].map((bucket) => ({
      ...bucket,
      objects: bucket.objects.toArray(),
    }));
    const uploads = [...this.uploads.values()].map((upload) => ({
      ...upload,
      parts: [...upload.parts.values()],
    }));
    return (function* () {
      for (const { name, created, lifecycle, objects } of buckets) {
        yield { t: 'bucket', b: name, m: created } satisfies JournalRecord;
        if (lifecycle !== null) yield { t: 'lifecycle', b: name, r: [...lifecycle] } satisfies JournalRecord;
        for (const object of objects) yield objectRecord(name, object);
      }
      for (const { parts, ...upload } of uploads) {
        yield uploadRecord(upload);
        for (const part of parts) yield partRecord(upload.id, part);
      }
    })();
  }
}

export function objectRecord(bucket: string, object: StoredObject): JournalRecord {
  return {
    t: 'object',
    b: bucket,
    k: object.key,
    s: object.size,
    m: object.modified,
    e: object.etag,
    d: object.content,
    h: object.headers,
    ...(object.tags === null ? {} : { g: object.tags }),
    ...(object.sha256 === null ? {} : { c: object.sha256 }),
  };
}

export function uploadRecord(upload: Omit<Upload, 'parts'>): JournalRecord {
  return {
    t: 'upload',
    b: upload.bucket,
    k: upload.key,
    id: upload.id,
    m: upload.started,
    h: upload.headers,
    ...(upload.tags === null ? {} : { g: upload.tags }),
  };
}

export function partRecord(uploadId: string, part: StoredPart): JournalRecord {
  return {
    t: 'part',
    id: uploadId,
    n: part.number,
    s: part.size,
    m: part.modified,
    e: part.etag,
    d: part.content,
    ...(part.sha256 === null ? {} : { c: part.sha256 }),
  };
}
