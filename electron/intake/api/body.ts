import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { parseExactJson } from '../exact-json.ts';
import type { Draft } from '../spool-folder.ts';
import { ApiError, isDiskFull } from './errors.ts';

/** A workflow of ComfyUI may have some megabytes. */
export const jsonBytes = 8 * 1024 * 1024;
const limits = {
  fields: 120,
  fieldNameSize: 100,
  fieldSize: jsonBytes,
  files: 1,
  parts: 121,
  headerPairs: 20,
};

export type BodyKind = 'form' | 'json' | 'none';

export function kindOfBody({ headers }: IncomingMessage): BodyKind {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === undefined) return 'none';
  if (type === 'multipart/form-data') return 'form';
  if (type === 'application/json') return 'json';
  throw unsupported();
}

export function unsupported(): ApiError {
  return new ApiError(415, 'unsupported_media_type', 'The content type is not one that this request takes');
}

function tooLarge(limit: number): ApiError {
  return new ApiError(413, 'payload_too_large', 'The request is too large', { limit });
}

/** Throws 413 and 400. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > jsonBytes) throw tooLarge(jsonBytes);
    chunks.push(chunk);
  }
  try {
    return parseExactJson(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError(400, 'invalid_input', 'The request is not JSON');
  }
}

export interface Form {
  /** By name, in the order in which they came. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Received to its end; the caller commits or discards it. */
  readonly file: { readonly draft: Draft; readonly name: string } | null;
}

/**
 * Reads a form with at most one file, which goes to the disk as it comes. Nothing is left of it when this throws:
 * 400 for what is no form or breaks off, 413 beyond `maxFileBytes`.
 */
export async function readForm(
  request: IncomingMessage,
  receive: (stream: Readable, name: string) => Promise<Draft>,
  maxFileBytes: number,
): Promise<Form> {
  const fields = new Map<string, string[]>();
  let received: Promise<Draft> | null = null;
  const open: { file: Readable | null } = { file: null };
  let name = '';
  let refusal: ApiError | null = null;
  const refuse = (error: ApiError): void => {
    refusal ??= error;
  };

  try {
    const contentType = request.headers['content-type'] ?? '';
    const busboy = new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: { ...limits, fileSize: maxFileBytes },
    });
    busboy.on('field', (field, value, nameTruncated, valueTruncated) => {
      if (nameTruncated || valueTruncated) refuse(tooLarge(jsonBytes));
      fields.set(field, [...(fields.get(field) ?? []), value]);
    });
    busboy.on('file', (field, stream, fileName) => {
      if (field !== 'file' || received !== null) {
        refuse(new ApiError(400, 'invalid_input', 'The form has one file, named `file`', { field }));
        stream.resume();
        return;
      }
      name = fileName ?? '';
      open.file = stream;
      // The parser tells of a form that breaks off before anybody else listens.
      stream.on('error', () => undefined);
      stream.on('limit', () => {
        refuse(tooLarge(maxFileBytes));
        busboy.destroy();
      });
      received = receive(stream, name);
      // Nothing would read the rest of the form any more.
      received.catch(() => busboy.destroy());
    });
    for (const event of ['fieldsLimit', 'filesLimit', 'partsLimit'] as const) {
      busboy.on(event, () => refuse(new ApiError(400, 'invalid_input', 'The form has too many parts')));
    }
    await pipeline(request, busboy);
  } catch {
    refuse(new ApiError(400, 'invalid_input', 'The form is broken or was cut off'));
    open.file?.destroy(new Error('The form was cut off'));
  }

  const draft = await settled(received);
  if (refusal !== null) {
    await draft?.discard();
    throw refusal;
  }
  return { fields, file: draft === null ? null : { draft, name } };
}

/** Null where there was no file. A disk that failed is told before a form that was cut off by it. */
async function settled(received: Promise<Draft> | null): Promise<Draft | null> {
  if (received === null) return null;
  try {
    return await received;
  } catch (error) {
    if (isDiskFull(error)) throw error;
    return null;
  }
}

/** The fields of a form as the schema of JSON would have them: lists may be repeated or JSON, objects are JSON. */
export function formValues(
  fields: Form['fields'],
  shape: { readonly lists: readonly string[]; readonly objects: readonly string[] },
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, given] of fields) {
    const [first = ''] = given;
    if (shape.lists.includes(name)) {
      values[name] = given.length === 1 && first.trimStart().startsWith('[') ? json(name, first) : given;
    } else if (given.length > 1) {
      throw new ApiError(400, 'invalid_input', 'The field is there more than once', { field: name });
    } else {
      values[name] = shape.objects.includes(name) ? json(name, first) : first;
    }
  }
  return values;
}

function json(field: string, text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    throw new ApiError(400, 'invalid_input', 'The field is not JSON', { field });
  }
}
