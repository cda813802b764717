import { S3Error } from '../s3-error.ts';
import { parseAmzDate } from './amz-date.ts';
import { ALGORITHM, equalInConstantTime, type QueryPair, Signer } from './canonical.ts';

export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

/** What a signature is computed over, as it came off the wire. */
export interface SignedMessage {
  readonly method: string;
  /** decoded, with its leading slash */
  readonly path: string;
  readonly query: readonly QueryPair[];
  /** lower-case names; values decoded as UTF-8 */
  readonly headers: ReadonlyMap<string, string>;
}

export interface Authenticated {
  /** SHA-256 of the body in hex that the signature vouches for, or null when it leaves the body open. */
  readonly payloadHash: string | null;
}

const MAX_SKEW_MS = 15 * 60_000;
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const SHA256_HEX = /^[0-9a-f]{64}$/;
/** The access key may itself contain slashes. */
const CREDENTIAL = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/;

/** Lets nothing in that is not signed with the one key pair, in the headers or in the query (presigned). */
export class Authenticator {
  private readonly signer: Signer;

  constructor(private readonly credentials: Credentials) {
    this.signer = new Signer(credentials.secretKey, credentials.region);
  }

  /**
   * @param now ms since the epoch
   * @throws {S3Error} AccessDenied for an unsigned or expired request, else what is wrong with the signature
   */
  authenticate(message: SignedMessage, now: number): Authenticated {
    const authorization = message.headers.get('authorization');
    const presigned = message.query.some(([name]) => name === 'X-Amz-Signature');
    if (authorization !== undefined && presigned) {
      throw new S3Error('InvalidArgument', 'Only one auth mechanism allowed.');
    }
    if (authorization !== undefined) return this.byHeader(message, authorization, now);
    if (presigned) return this.byQuery(message, now);
    throw new S3Error('AccessDenied');
  }

  /** Checks a POST form's signature over its policy. @throws {S3Error} */
  verifyPolicy(fields: ReadonlyMap<string, string>, policy: string): void {
    const timestamp = fields.get('x-amz-date') ?? '';
    if (fields.get('x-amz-algorithm') !== ALGORITHM) throw new S3Error('AccessDenied');
    this.checkCredential(fields.get('x-amz-credential') ?? '', timestamp);
    const signature = this.signer.sign(timestamp.slice(0, 8), policy);
    if (!equalInConstantTime(signature, fields.get('x-amz-signature') ?? '')) {
      throw new S3Error('SignatureDoesNotMatch');
    }
  }

  private byHeader(message: SignedMessage, authorization: string, now: number): Authenticated {
    const [, credential, signedHeaders, signature] = AUTHORIZATION.exec(authorization) ?? [];
    if (credential === undefined || signedHeaders === undefined || signature === undefined) {
      throw new S3Error('AuthorizationHeaderMalformed');
    }
    const timestamp = message.headers.get('x-amz-date') ?? '';
    const signedAt = this.checkCredential(credential, timestamp);
    if (Math.abs(now - signedAt) > MAX_SKEW_MS) throw new S3Error('RequestTimeTooSkewed');
    const payloadHash = message.headers.get('x-amz-content-sha256') ?? '';
    this.verify(message, message.query, signedHeaders, payloadHash, timestamp, signature);
    return { payloadHash: checkPayloadHash(payloadHash) };
  }

  private byQuery(message: SignedMessage, now: number): Authenticated {
    const malformed = (why?: string): S3Error => new S3Error('AuthorizationQueryParametersError', why);
    const parameter = (name: string): string => {
      const values = message.query.filter(([known]) => known === name);
      const [only] = values;
      if (only === undefined || values.length > 1) throw malformed(`${name} must be given once.`);
      return only[1];
    };
    if (parameter('X-Amz-Algorithm') !== ALGORITHM) throw malformed();
    const timestamp = parameter('X-Amz-Date');
    const signedAt = this.checkCredential(parameter('X-Amz-Credential'), timestamp);
    const expires = /^\d{1,7}$/.test(parameter('X-Amz-Expires')) ? Number(parameter('X-Amz-Expires')) : -1;
    if (expires < 1 || expires > MAX_EXPIRES_SECONDS) {
      throw malformed('X-Amz-Expires must be between 1 and 604800 seconds.');
    }
    if (now < signedAt - MAX_SKEW_MS) throw new S3Error('AccessDenied', 'Request is not valid yet.');
    if (now > signedAt + expires * 1000) throw new S3Error('AccessDenied', 'Request has expired.');
    const signature = parameter('X-Amz-Signature');
    const query = message.query.filter(([name]) => name !== 'X-Amz-Signature');
    const payloadHash =
      message.query.find(([name]) => name === 'X-Amz-Content-Sha256')?.[1] ??
      message.headers.get('x-amz-content-sha256') ??
      UNSIGNED_PAYLOAD;
    this.verify(message, query, parameter('X-Amz-SignedHeaders'), payloadHash, timestamp, signature);
    return { payloadHash: checkPayloadHash(payloadHash) };
  }

  /** @returns when the request was signed, in ms since the epoch */
  private checkCredential(credential: string, timestamp: string): number {
    const [, accessKey, day, region] = CREDENTIAL.exec(credential) ?? [];
    if (accessKey === undefined) throw new S3Error('AuthorizationHeaderMalformed');
    if (!equalInConstantTime(accessKey, this.credentials.accessKey)) throw new S3Error('InvalidAccessKeyId');
    if (region !== this.credentials.region) {
      throw new S3Error(
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; the region is wrong; expecting '${this.credentials.region}'.`,
      );
    }
    const signedAt = parseAmzDate(timestamp);
    if (signedAt === undefined || timestamp.slice(0, 8) !== day) throw new S3Error('AccessDenied');
    return signedAt;
  }

  private verify(
    message: SignedMessage,
    query: readonly QueryPair[],
    signedHeaders: string,
    payloadHash: string,
    timestamp: string,
    signature: string,
  ): void {
    const names = signedHeaders.split(';');
    if (!names.includes('host')) throw new S3Error('AccessDenied', 'The host header must be signed.');
    for (const name of message.headers.keys()) {
      // The signature covers the payload hash by value, whether or not its header is listed.
      if (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !names.includes(name)) {
        throw new S3Error('AccessDenied', `There were headers present which were not signed: ${name}.`);
      }
    }
    const headers = names.map((name): QueryPair => {
      const value = message.headers.get(name);
      if (value === undefined)
        throw new S3Error('SignatureDoesNotMatch', `The signed header ${name} is missing.`);
      return [name, value];
    });
    const { method, path } = message;
    const expected = this.signer.signRequest(timestamp, { method, path, query, headers, payloadHash });
    if (!equalInConstantTime(expected, signature)) throw new S3Error('SignatureDoesNotMatch');
  }
}

/** @throws {S3Error} NotImplemented for a body in signed chunks, InvalidArgument for anything that is no hash */
function checkPayloadHash(value: string): string | null {
  if (value === UNSIGNED_PAYLOAD) return null;
  if (SHA256_HEX.test(value)) return value;
  if (value.startsWith('STREAMING-')) {
    throw new S3Error(
      'NotImplemented',
      'Bodies in aws-chunked encoding are not supported: send the body as it is.',
    );
  }
  throw new S3Error('InvalidArgument', 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a SHA-256 in hex.');
}
