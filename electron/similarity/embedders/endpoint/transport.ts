import { networkCause } from '../../../net/network-cause.ts';
import type { Body } from './adapter.ts';
import { EndpointError, RequestRefused } from './error.ts';

export interface Transport {
  /** Posts to a path below the address and gives the reply's JSON. @throws EndpointError */
  post(path: string, body: Body, options: SendOptions): Promise<unknown>;
  /** The JSON at a path; null where there is none. @throws EndpointError when the server can't be reached. */
  get(path: string, options: SendOptions): Promise<unknown>;
}

export interface SendOptions {
  readonly timeMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface TransportOptions {
  /** As the person gave it. */
  readonly url: string;
  /** Sent as a bearer token, to this address only. */
  readonly key: string | null;
  readonly fetch: typeof fetch;
}

/** More than any reply to 32 pictures needs; what is longer is no embedding server. */
const mostBytes = 32 * 2 ** 20;
/** What is read of an error's reply: some servers repeat the whole request in it. */
const mostErrorBytes = 64 * 2 ** 10;

/** The address without what the app adds itself. */
export function baseOf(url: string): string {
  return url
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\/(embeddings|predict|post)$/, '');
}

export function createTransport(options: TransportOptions): Transport {
  const base = baseOf(options.url);
  const authorization = options.key === null ? {} : { authorization: `Bearer ${options.key}` };

  async function send(path: string, init: RequestInit, { timeMs, signal }: SendOptions): Promise<Answer> {
    const limit = AbortSignal.timeout(timeMs);
    const both = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    try {
      // A redirect is not followed: pictures and the key go to the address that was named, and nowhere else.
      const response = await options.fetch(`${base}${path}`, { ...init, redirect: 'manual', signal: both });
      return await readAnswer(response);
    } catch (error) {
      if (error instanceof EndpointError) throw error;
      signal?.throwIfAborted();
      if (limit.aborted) throw new EndpointError('timeout', `No answer within ${timeMs} ms`, {}, error);
      const why = networkCause(error) ?? 'connection_lost';
      throw new EndpointError(why, `The endpoint can't be reached (${why})`, {}, error);
    }
  }

  return {
    async post(path, body, sendOptions) {
      const init: RequestInit =
        'json' in body
          ? {
              method: 'POST',
              headers: { ...authorization, 'content-type': 'application/json', accept: 'application/json' },
              body: JSON.stringify(body.json),
            }
          : { method: 'POST', headers: { ...authorization, accept: 'application/json' }, body: body.form };
      return judge(await send(path, init, sendOptions));
    },
    async get(path, sendOptions) {
      const answer = await send(
        path,
        { headers: { ...authorization, accept: 'application/json' } },
        sendOptions,
      );
      return answer.status === 200 ? (parse(answer.text) ?? answer.text) : null;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly html: boolean;
  readonly retryAfterMs: number | undefined;
  readonly text: string;
}

async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await readText(response, response.ok ? mostBytes : mostErrorBytes);
  const html =
    headers.get('content-type')?.includes('text/html') === true || /^\s*<(!doctype|html)/i.test(text);
  return { status, html, retryAfterMs: retryAfter(headers.get('retry-after')), text };
}

async function readText(response: Response, most: number): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    size += part.value.byteLength;
    if (size <= most) continue;
    await reader.cancel();
    if (response.ok) throw new EndpointError('wrong_adapter', 'The reply is far too long');
    break;
  }
  return Buffer.concat(chunks).subarray(0, most).toString('utf8');
}

/** Seconds, or a date. */
export function retryAfter(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function parse(text: string): unknown {
  try {
    // Python's JSON has NaN in it.
    return JSON.parse(
      text.includes('NaN') ? text.replaceAll(/(?<=[[,:\s])-?(NaN|Infinity)(?=[\],}\s])/g, 'null') : text,
    );
  } catch {
    return undefined;
  }
}

const namesNoModel =
  /model\b.{0,200}\b(not (found|exist|available|loaded|served)|does ?n.t exist|does not exist)|(invalid|unknown|unsupported|no such) model/is;
const knowsNoPictures =
  /does not support `?\w+`? for modality|not a multimodal model|multimodal.{0,40}not supported|at most 0 image|image input is not supported/is;

/** The JSON of a good answer. @throws EndpointError */
function judge(answer: Answer): unknown {
  const { status, html, retryAfterMs, text } = answer;
  const message = `HTTP ${status}`;
  if (status === 401 || status === 403) throw new EndpointError('unauthorized', message, { status });
  if (status === 429) throw new EndpointError('overloaded', message, { status, retryAfterMs });
  if (status === 503) throw new EndpointError('overloaded', message, { status, retryAfterMs });
  if (html && status < 500) throw new EndpointError('answers_html', message, { status });
  if (knowsNoPictures.test(text) && status >= 400)
    throw new EndpointError('no_image_support', message, { status });
  if (status >= 400 && namesNoModel.test(text)) throw new EndpointError('wrong_model', message, { status });
  if (status === 404 || status === 405) throw new EndpointError('wrong_adapter', message, { status });
  if (status >= 500) throw new EndpointError('server_error', message, { status, retryAfterMs });
  if (status === 408) throw new EndpointError('timeout', message, { status });
  if (status >= 400) throw new RequestRefused(status, message);
  if (status >= 300) throw new EndpointError('wrong_adapter', message, { status });
  const json = parse(text);
  if (json === undefined) throw new EndpointError('wrong_adapter', 'The reply is no JSON', { status });
  return json;
}
