import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import type { Authenticator } from '../auth/authenticate.ts';
import { checkPostPolicy } from '../auth/post-policy.ts';
import { type NewContent, putObject } from '../engine/objects.ts';
import type { Store } from '../engine/store.ts';
import { checkObjectKey, MAX_PUT_BYTES } from '../limits.ts';
import { S3Error } from '../s3-error.ts';
import { attributesOf } from './attributes.ts';
import { quoted, sendEmpty, sendXml } from './context.ts';
import { chunksOf, receiveBody } from './receive-body.ts';
import type { S3Request } from './request.ts';

/** Stands in a form's key for the name of its file. */
const FILE_NAME = '$' + '{filename}';
const LIMITS = { fieldNameSize: 200, fieldSize: 64 * 1024, fields: 100, files: 1, parts: 102 };

export function isFormUpload(request: S3Request): boolean {
  return (
    request.method === 'POST' &&
    request.bucket !== '' &&
    request.key === '' &&
    request.query.length === 0 &&
    /^multipart\/form-data\b/i.test(request.headers.get('content-type') ?? '')
  );
}

/** A browser's form upload: the fields before the file say what may be uploaded, and the policy among them is signed. */
export async function handleFormUpload(
  store: Store,
  request: S3Request,
  message: IncomingMessage,
  authenticator: Authenticator,
): Promise<{ status: number; key: string; etag: string }> {
  const form = await readForm(request, message, async (fields, fileName, file) => {
    const policy = fields.get('policy');
    if (policy === undefined) throw new S3Error('AccessDenied');
    authenticator.verifyPolicy(fields, policy);
    fields.set(
      'key',
      (fields.get('key') ?? '').replaceAll(FILE_NAME, () => fileName),
    );
    const { minSize, maxSize } = checkPostPolicy(
      policy,
      new Map([...fields, ['bucket', request.bucket]]),
      Date.now(),
    );
    const key = fields.get('key') ?? '';
    checkObjectKey(key);
    store.bucket(request.bucket);
    const attributes = attributesOf(fields);
    const expected = {
      size: null,
      minSize,
      maxSize: Math.min(maxSize, MAX_PUT_BYTES),
      payloadHash: null,
      md5: fields.get('content-md5') ?? null,
      sha256: fields.get('x-amz-checksum-sha256') ?? null,
      crc32: null,
    };
    const body = await receiveBody(file, store.blobs, expected);
    return { key, body, attributes, status: Number(fields.get('success_action_status') ?? 204) };
  });
  const { key, body, attributes, status } = form;
  const object = await putObject(store, request.bucket, key, body, attributes, () => {});
  return { key, etag: object.etag, status };
}

export function sendFormResult(
  response: Parameters<typeof sendXml>[0],
  bucket: string,
  result: { status: number; key: string; etag: string },
): void {
  const { status, key } = result;
  const etag = quoted(result.etag);
  if (status === 201) {
    const location = `/${bucket}/${key}`;
    sendXml(response, 'PostResponse', { Location: location, Bucket: bucket, Key: key, ETag: etag }, 201);
  } else sendEmpty(response, status === 200 ? 200 : 204, { etag });
}

interface FormFile {
  readonly key: string;
  readonly body: NewContent;
  readonly attributes: Parameters<typeof putObject>[4];
  readonly status: number;
}

/** Hands the file over as soon as it begins, with the fields that came before it; later ones do not count. */
function readForm(
  request: S3Request,
  message: IncomingMessage,
  onFile: (fields: Map<string, string>, fileName: string, file: Readable) => Promise<FormFile>,
): Promise<FormFile> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const source = Readable.from(chunksOf(message));
    let receiving: Promise<FormFile> | undefined;
    const malformed = (cause: unknown): S3Error =>
      cause instanceof S3Error ? cause : new S3Error('MalformedPOSTRequest', undefined, { cause });
    const parser = new Busboy({
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      limits: LIMITS,
      isPartAFile: (name) => name === 'file',
    });
    const fail = (error: unknown): void => {
      source.unpipe(parser);
      source.destroy();
      parser.destroy();
      reject(error);
    };
    parser.on('field', (name, value) => {
      if (receiving === undefined) fields.set(name.toLowerCase(), value);
    });
    parser.on('file', (_name, file, fileName) => {
      receiving = onFile(fields, fileName, file);
      receiving.catch(fail);
    });
    parser.on('finish', () => {
      if (receiving === undefined)
        reject(new S3Error(fields.has('policy') ? 'MalformedPOSTRequest' : 'AccessDenied'));
      else receiving.then(resolve, reject);
    });
    parser.on('error', (error: unknown) => fail(malformed(error)));
    source.on('error', (error: unknown) => fail(malformed(error)));
    source.pipe(parser);
  });
}
