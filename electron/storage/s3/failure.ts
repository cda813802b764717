import type { IncomingMessage } from 'node:http';

/** More than any S3 error; a page of HTML need not be read to its end. */
const limit = 64 * 1024;

/** What a server answered that is not what was asked for. Messages hold no address and no key. */
export class S3Failure extends Error {
  override readonly name = 'S3Failure';
  /** S3's code, such as `NoSuchBucket`; empty where the answer is not S3's. */
  readonly code: string;
  readonly status: number;
  /** Where the server says that the bucket is. */
  readonly region: string | null;
  readonly headers: IncomingMessage['headers'];
  /** The beginning of the answer's body. */
  readonly body: string;

  constructor(answer: Pick<IncomingMessage, 'statusCode' | 'headers'>, body: string) {
    const status = answer.statusCode ?? 0;
    const code = codeIn(answer, body);
    super(`The object store answered ${status} ${code}`.trim());
    this.status = status;
    this.code = code;
    this.region = regionIn(answer, body);
    this.headers = answer.headers;
    this.body = body;
  }
}

const byStatus: Record<number, string> = { 404: 'NotFound', 403: 'AccessDenied', 503: 'SlowDown' };

function header(answer: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function codeIn(answer: Pick<IncomingMessage, 'statusCode' | 'headers'>, body: string): string {
  // Answers to HEAD have no body; MinIO says it in a header.
  return (
    /<Code>([A-Za-z0-9.]{1,80})<\/Code>/.exec(body)?.[1] ??
    header(answer, 'x-minio-error-code') ??
    (body === '' ? (byStatus[answer.statusCode ?? 0] ?? '') : '')
  );
}

function regionIn(answer: Pick<IncomingMessage, 'headers'>, body: string): string | null {
  const malformed = /<Code>Authorization(?:Header|QueryParameters)\w*<\/Code>/.test(body);
  const told = malformed ? /expecting (?:&#39;|&apos;|['"])?([a-z0-9-]{2,63})/.exec(body)?.[1] : undefined;
  return (
    header(answer, 'x-amz-bucket-region') ??
    told ??
    /<Region>([A-Za-z0-9-]{1,63})<\/Region>/.exec(body)?.[1] ??
    null
  );
}

/** Reads a body to its end, or as much of it as matters. */
export async function readText(answer: IncomingMessage, most = limit): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    text += String(chunk);
    if (text.length > most) break;
  }
  return text.slice(0, most);
}

/** The failure that an answer is. */
export async function readFailure(answer: IncomingMessage): Promise<S3Failure> {
  return new S3Failure(answer, await readText(answer).catch(() => ''));
}
