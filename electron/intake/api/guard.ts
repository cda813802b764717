import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../../embed-server/guard.ts';
import { ApiError } from './errors.ts';

/** Who asks: a person's script, or a ComfyUI node with the key that the app wrote for it. */
export type Caller = 'script' | 'node';

/** Hashes of the keys that are good at the moment; null where there is none. */
export interface GoodKeys {
  readonly script: Buffer | null;
  readonly node: Buffer | null;
}

/** 256 random bits, so the hash that is kept of it tells nothing. */
export function createToken(): string {
  return `sparklio_${randomBytes(32).toString('base64url')}`;
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/**
 * Refuses what a page on the web could send: a name that was made to point here (Host), or any request of a browser's
 * (Origin, Sec-Fetch-Site). Throws 403.
 */
export function refuseBrowsers({ headers }: IncomingMessage): void {
  const name = headers.host ?? '';
  const url = `http://${name}`;
  if (!URL.canParse(url) || !isLoopback(new URL(url).hostname)) {
    throw new ApiError(403, 'forbidden', 'This server answers under its own address only');
  }
  const site = headers['sec-fetch-site'];
  if (headers.origin !== undefined || (site !== undefined && site !== 'none')) {
    throw new ApiError(403, 'forbidden', 'This server does not answer to web pages');
  }
}

/** Throws 401 without a good key. Takes as long for a wrong one as for a good one. */
export function authorize({ headers }: IncomingMessage, good: GoodKeys): Caller {
  const given = hashToken(/^Bearer ([\x21-\x7e]{1,200})$/i.exec(headers.authorization ?? '')?.[1] ?? '');
  const none = Buffer.alloc(given.length);
  const isScript = timingSafeEqual(given, good.script ?? none) && good.script !== null;
  const isNode = timingSafeEqual(given, good.node ?? none) && good.node !== null;
  if (isScript) return 'script';
  if (isNode) return 'node';
  throw new ApiError(
    401,
    'unauthorized',
    'A bearer token is needed: create one in the settings of Sparklio Assets',
  );
}
