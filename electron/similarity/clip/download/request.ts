import { DownloadError, fromNetwork } from './problem.ts';

export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** What a server says of a file besides its bytes. */
export interface Described {
  readonly response: Response;
  /** SHA-256 of the file, lower-case hex: the hub gives it before it hands over to another host. */
  readonly sha256: string | null;
  /** Git's SHA-1 of the file: the hub's identity of what is not stored apart. */
  readonly gitSha1: string | null;
  /** Bytes of the whole file. */
  readonly bytes: number | null;
  /** A strong validator of the host that sends the bytes. */
  readonly etag: string | null;
}

export interface Resume {
  readonly from: number;
  readonly etag: string;
}

const MAX_HOPS = 6;

/**
 * Asks for a file, or for its rest, and follows the hub's redirects to the hosts that hold its files. Each hop is
 * looked at, because what identifies a file is said by the first one only.
 *
 * @throws DownloadError when no host gave an answer
 */
export async function requestFile(
  fetch: Fetch,
  start: URL,
  resume: Resume | null,
  signal: AbortSignal,
): Promise<Described> {
  const headers: Record<string, string> = {
    // Compressed, neither length nor ranges would be those of the file.
    'accept-encoding': 'identity',
    ...(resume !== null && { range: `bytes=${resume.from}-`, 'if-range': resume.etag }),
  };
  let url = start;
  let sha256: string | null = null;
  let gitSha1: string | null = null;
  let linkedBytes: number | null = null;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const response = await fetch(url, { headers, redirect: 'manual', signal }).catch((error: unknown) => {
      throw signal.aborted ? error : fromNetwork(error);
    });
    const linked = unquoted(response.headers.get('x-linked-etag'));
    const own = unquoted(response.headers.get('etag'));
    sha256 ??= hex(linked, 64);
    // Only the hub's tags are known to be Git's; another server's may be made of anything.
    if (response.headers.has('x-repo-commit')) gitSha1 ??= hex(linked ?? own, 40);
    linkedBytes ??= wholeNumber(response.headers.get('x-linked-size'));
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      const bytes = linkedBytes ?? sizeOf(response);
      return { response, sha256, gitSha1, bytes, etag: strong(response.headers.get('etag')) };
    }
    await response.body?.cancel().catch(() => undefined);
    url = nextHop(url, location);
  }
  throw new DownloadError('server_error', 'The server sends from one address to the next without end');
}

function nextHop(from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : null;
  const secure = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to === null || !secure)
    throw new DownloadError('server_error', 'The server sends to an unsafe address');
  return to;
}

const unquoted = (tag: string | null): string | null => tag?.replace(/^W\//, '').replaceAll('"', '') ?? null;

const strong = (tag: string | null): string | null => (tag?.startsWith('"') === true ? tag : null);

function hex(text: string | null, length: number): string | null {
  return text !== null && text.length === length && /^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : null;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function sizeOf({ status, headers }: Response): number | null {
  if (status === 206) return wholeNumber(/\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? null);
  return status === 200 ? wholeNumber(headers.get('content-length')) : null;
}
