import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { signV4 } from 'minio/dist/esm/signing.mjs';
import { createAgent } from '../../net/agents.ts';
import { ServerClock } from './clock.ts';
import { readFailure, readText, S3Failure } from './failure.ts';
import { Region } from './region.ts';
import { withRetries } from './retry.ts';

/** A server that says nothing for this long has gone. */
const idleMs = 60_000;

export interface S3Address {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Null: asked from the server. */
  readonly region: string | null;
  /** SHA-256 fingerprints of certificates trusted besides what the system trusts. */
  readonly trustedCertificates?: readonly string[];
}

export interface S3Request {
  readonly method: string;
  /** Escaped, with its query; as it is signed. */
  readonly path: string;
  /** Lower-case names. `host` is filled in. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
  /** Hex SHA-256 of the body; left out, the body is not signed. */
  readonly bodyHash?: string;
  /** False: as anybody. */
  readonly signed?: boolean;
  /** Signs for this region instead of the connection's. */
  readonly region?: string;
  readonly idleMs?: number;
}

/** One server, as whom, and what was learned about it. Shared by the client, the presigner and the checks. */
export class S3Connection {
  readonly address: S3Address;
  readonly agent: Agent;
  readonly clock: ServerClock;
  readonly region: Region;
  /** Whether the certificate is one that was trusted by hand. */
  trustedByHand = false;

  /** @param clock shared by all connections to the same server */
  constructor(address: S3Address, clock = new ServerClock()) {
    this.address = address;
    this.clock = clock;
    this.region = new Region(address.region);
    this.agent = createAgent({
      secure: address.secure,
      trustedCertificates: address.trustedCertificates ?? [],
      onTrustedByHand: () => {
        this.trustedByHand = true;
      },
    });
  }

  /** Such as `http://127.0.0.1:9000`, without the scheme's own port. */
  get origin(): string {
    return `${this.address.secure ? 'https' : 'http'}://${this.hostHeader}`;
  }

  get hostHeader(): string {
    const { host, port, secure } = this.address;
    const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    return port === (secure ? 443 : 80) ? name : `${name}:${port}`;
  }

  /**
   * Sends a request and gives the answer, whatever its status. Nothing is repeated.
   * Rejects with the system's error or a `TlsRefusedError`.
   */
  send(request: S3Request): Promise<IncomingMessage> {
    const { address } = this;
    const headers = this.#headers(request);
    return new Promise((resolve, reject) => {
      const sent = (address.secure ? httpsRequest : httpRequest)({
        host: address.host.replace(/^\[|\]$/g, ''),
        port: address.port,
        method: request.method,
        path: request.path,
        headers,
        agent: this.agent,
        timeout: request.idleMs ?? idleMs,
      });
      sent.once('timeout', () =>
        sent.destroy(Object.assign(new Error('The object store went silent'), { code: 'ETIMEDOUT' })),
      );
      sent.on('error', reject);
      sent.once('response', (answer) => {
        this.clock.learn(answer.headers.date);
        resolve(answer);
      });
      if (request.body instanceof Readable) pipeline(request.body, sent).catch(reject);
      else sent.end(request.body);
    });
  }

  /**
   * Sends a request until it gives one of the expected statuses: again after a pause where the server is busy or the
   * connection broke, at once where it taught us its time or its region. Rejects with an `S3Failure` or as `send`.
   */
  async ask(request: S3Request, expected: readonly number[]): Promise<IncomingMessage> {
    const streamed = request.body instanceof Readable;
    const attempt = async (): Promise<IncomingMessage> => {
      const signedFor = { offset: this.clock.skewSeconds, region: this.region.current };
      const answer = await this.send(request);
      if (expected.includes(answer.statusCode ?? 0)) return answer;
      const failure = await readFailure(answer);
      this.region.learn(failure.region);
      // Compared with what this request was signed for: another one may have learned it meanwhile.
      const retimed = failure.code === 'RequestTimeTooSkewed' && this.clock.skewSeconds !== signedFor.offset;
      const moved = request.region === undefined && this.region.current !== signedFor.region;
      if (streamed || !(retimed || moved)) throw failure;
      const second = await this.send(request);
      if (expected.includes(second.statusCode ?? 0)) return second;
      throw await readFailure(second);
    };
    if (streamed) return attempt();
    const repeatable = request.method !== 'POST' || /\?(?:.*&)?delete(?:=|&|$)/.test(request.path);
    return withRetries(repeatable, attempt);
  }

  /**
   * Asks for a bucket's region, and thereby for the server's time. What the server won't say stays as it was.
   * Rejects only when there is no answer.
   */
  async learn(bucket: string): Promise<void> {
    try {
      const answer = await this.ask({ method: 'GET', path: `/${bucket}?location=` }, [200]);
      const found = /<LocationConstraint[^>]*>([A-Za-z0-9-]+)</.exec(await readText(answer))?.[1];
      this.region.learn(found ?? null);
    } catch (error) {
      if (!(error instanceof S3Failure)) throw error;
    }
  }

  #headers({ signed = true, ...request }: S3Request): Record<string, string> {
    const headers: Record<string, string> = { ...request.headers, host: this.hostHeader };
    if (typeof request.body === 'string' || Buffer.isBuffer(request.body)) {
      headers['content-length'] ??= String(Buffer.byteLength(request.body));
    }
    if (!signed) return headers;
    const { accessKey, secretKey, port, secure } = this.address;
    const date = new Date(this.clock.now());
    const bodyHash = request.bodyHash ?? 'UNSIGNED-PAYLOAD';
    headers['x-amz-date'] = date.toISOString().replace(/[:-]|\.\d{3}/g, '');
    headers['x-amz-content-sha256'] = bodyHash;
    const toSign = {
      protocol: secure ? 'https:' : 'http:',
      port,
      method: request.method,
      path: request.path,
      headers,
    };
    const region = request.region ?? this.region.current;
    headers.authorization = signV4(toSign, accessKey, secretKey, region, date, bodyHash);
    return headers;
  }
}
