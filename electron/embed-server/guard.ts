import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { RequestError } from './error.ts';

/** Whether an address can be reached from this computer only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @throws RequestError 401 unless the request carries the key. */
export function checkKey(request: IncomingMessage, key: string | null): void {
  if (key === null) return;
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined || !timingSafeEqual(digest(given), digest(key))) {
    throw new RequestError(401, 'Unauthorized');
  }
}

/**
 * A page on the web can let its own name point at 127.0.0.1; it then still names itself in the Host header.
 *
 * @throws RequestError 403
 */
export function checkHost(request: IncomingMessage, boundTo: string): void {
  if (!isLoopback(boundTo)) return;
  const name = request.headers.host ?? '';
  const host = URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : '';
  if (!isLoopback(host)) throw new RequestError(403, 'This server answers under its own address only');
}
