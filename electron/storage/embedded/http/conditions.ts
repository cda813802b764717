import type { StoredObject } from '../engine/catalogue.ts';
import type { Precondition } from '../engine/objects.ts';
import { S3Error } from '../s3-error.ts';

type Headers = ReadonlyMap<string, string>;

/** Whether a list of ETags as in If-Match names this one; `*` names any. */
export function namesEtag(list: string, etag: string): boolean {
  return list.split(',').some((item) => {
    const text = item
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return text === '*' || text === etag;
  });
}

/** HTTP dates have whole seconds. */
function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** Whether the object was changed after the HTTP date; undefined for a header that is missing or no date. */
function changedSince(object: StoredObject, date: string | undefined): boolean | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : seconds(object.modified) > seconds(ms);
}

/** How a read with conditions is to be answered (RFC 9110, section 13.2.2). */
export function readCondition(
  object: StoredObject,
  headers: Headers,
  prefix = '',
): 'send' | 'not-modified' | 'failed' {
  const match = headers.get(`${prefix}if-match`);
  if (match !== undefined) {
    if (!namesEtag(match, object.etag)) return 'failed';
  } else if (changedSince(object, headers.get(`${prefix}if-unmodified-since`)) === true) return 'failed';
  const noneMatch = headers.get(`${prefix}if-none-match`);
  if (noneMatch !== undefined) return namesEtag(noneMatch, object.etag) ? 'not-modified' : 'send';
  return changedSince(object, headers.get(`${prefix}if-modified-since`)) === false ? 'not-modified' : 'send';
}

/** Conditions of a copy on its source. */
export function copySourceCondition(headers: Headers): Precondition {
  return (source) => {
    if (source !== undefined && readCondition(source, headers, 'x-amz-copy-source-') !== 'send') {
      throw new S3Error('PreconditionFailed');
    }
  };
}

/** Conditions of a write on what is there already. */
export function writeCondition(headers: Headers): Precondition {
  const match = headers.get('if-match');
  const noneMatch = headers.get('if-none-match');
  return (current) => {
    if (match !== undefined) {
      if (current === undefined) throw new S3Error('NoSuchKey');
      if (!namesEtag(match, current.etag)) throw new S3Error('PreconditionFailed');
    }
    if (noneMatch !== undefined && current !== undefined && namesEtag(noneMatch, current.etag)) {
      throw new S3Error('PreconditionFailed');
    }
  };
}

/** Whether a Range still holds: If-Range must name the object as it is now. */
export function rangeStillHolds(object: StoredObject, ifRange: string | undefined): boolean {
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"')) return ifRange === `"${object.etag}"`;
  return seconds(Date.parse(ifRange)) === seconds(object.modified);
}
