import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol, type Session } from 'electron';
import { contentSecurityPolicy } from './csp.ts';
import { host, scheme } from './origin.ts';
import { resolveAsset } from './resolve-asset.ts';

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Before the app is ready: the scheme behaves like https (secure, storage, fetch) but reads only our folder. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer from `root`. `endpoints` gives the exact origins that pictures may come from now. */
export function handleScheme(session: Session, root: string, endpoints: () => readonly string[]): void {
  session.protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    const file = url.host === host ? resolveAsset(root, url.pathname) : null;
    if (request.method !== 'GET' || file === null) return new Response(null, { status: 404 });
    try {
      const body = await readFile(file);
      return new Response(new Uint8Array(body), {
        headers: {
          'content-type': mimeTypes[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': contentSecurityPolicy(endpoints()),
          'x-content-type-options': 'nosniff',
          'cross-origin-opener-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
        },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}
