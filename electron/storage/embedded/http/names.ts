import { uriEncode } from '../auth/canonical.ts';
import type { S3Request } from './request.ts';

/** How names are written in a listing: as they are, or percent-encoded (XML cannot hold every character of a key). */
export function nameEncoder(request: S3Request): (name: string) => string {
  if (request.parameter('encoding-type') !== 'url') return (name) => name;
  return (name) => name.split('/').map(uriEncode).join('/');
}
