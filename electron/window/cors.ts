import { origin } from './origin.ts';

type Headers = Readonly<Record<string, string | string[]>>;

/**
 * The headers of a store's answer with those that let our page read it, whatever the store itself allows: many S3
 * servers know of no origin until someone sets it up. The page's policy still names the one store it may ask, and
 * nothing is answered without a signature.
 */
export function corsHeaders(headers: Headers): Record<string, string | string[]> {
  const others = Object.entries(headers).filter(([name]) => !/^access-control-/i.test(name));
  return {
    ...Object.fromEntries(others),
    'Access-Control-Allow-Origin': [origin],
    'Access-Control-Allow-Methods': ['GET, HEAD, PUT'],
    'Access-Control-Allow-Headers': ['content-type, range, if-match, if-none-match'],
    'Access-Control-Expose-Headers': ['ETag, Content-Length, Content-Range, Accept-Ranges'],
    Vary: ['Origin'],
  };
}

/** A store without such rules refuses the question that precedes a PUT; the PUT itself is what it decides on. */
export function statusLineOf(method: string, statusLine: string): string {
  return method === 'OPTIONS' ? 'HTTP/1.1 200 OK' : statusLine;
}
