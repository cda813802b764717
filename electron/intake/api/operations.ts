import type { z } from 'zod';
import {
  assetListSchema,
  assetSchema,
  brandListSchema,
  healthSchema,
  listQuerySchema,
  pathUploadSchema,
  similarFieldsSchema,
  similarResultSchema,
  similarToAssetSchema,
  similarToTextSchema,
  uploadFieldsSchema,
  uploadResultSchema,
  uploadStateSchema,
} from './schemas.ts';

/** One operation of the API: what the router knows of it, and what its documentation says. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  /** With `{name}` for a parameter in the path. */
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodObject;
  /** JSON that it takes. */
  readonly json?: z.ZodType;
  /** Whether it may be asked without a body. */
  readonly bodyOptional?: boolean;
  /** Text fields of a form that has one `file`. */
  readonly form?: z.ZodObject;
  /** Answers by status. */
  readonly answers: Readonly<Record<number, { readonly text: string; readonly schema: z.ZodType }>>;
  /** Statuses of refusals besides 400, 401, 403, 404, 429, 500 and 503. */
  readonly refusals?: readonly number[];
  /** Whether a ComfyUI node may do it with the key that the app writes for it. */
  readonly nodes?: true;
}

export const operations = {
  health: {
    method: 'GET',
    path: '/v1/health',
    summary: 'Whether a library is open and its servers answer.',
    answers: { 200: { text: 'How it is', schema: healthSchema } },
    nodes: true,
  },
  listBrands: {
    method: 'GET',
    path: '/v1/brands',
    summary: 'Brands and their projects.',
    answers: { 200: { text: 'All of them, by name', schema: brandListSchema } },
    nodes: true,
  },
  createAsset: {
    method: 'POST',
    path: '/v1/assets',
    summary:
      'Takes a file: its bytes in a form, or in JSON the path of a file on this computer where the settings allow ' +
      'that. With an `Idempotency-Key` the same file is taken once, however often the request is made, also after a ' +
      'restart. `Prefer: wait=SECONDS` (0 to 300; 30 unless told) says how long to wait for the asset.',
    form: uploadFieldsSchema,
    json: pathUploadSchema,
    answers: {
      201: { text: 'The asset', schema: uploadResultSchema },
      200: { text: 'The asset that the brand had already', schema: uploadResultSchema },
      202: { text: 'Accepted and kept; it goes on by itself', schema: uploadStateSchema },
    },
    refusals: [409, 413, 415, 422, 504, 507],
    nodes: true,
  },
  getUpload: {
    method: 'GET',
    path: '/v1/uploads/{upload_id}',
    summary: 'What became of a file, by its `Idempotency-Key` or the `upload_id` that was answered.',
    answers: { 200: { text: 'Its state', schema: uploadStateSchema } },
  },
  listAssets: {
    method: 'GET',
    path: '/v1/assets',
    summary: 'Assets, newest first.',
    query: listQuerySchema,
    answers: { 200: { text: 'A page', schema: assetListSchema } },
  },
  getAsset: {
    method: 'GET',
    path: '/v1/assets/{asset_id}',
    summary: 'One asset.',
    answers: { 200: { text: 'The asset', schema: assetSchema } },
  },
  similarToAsset: {
    method: 'POST',
    path: '/v1/assets/{asset_id}/similar',
    summary: 'Assets that look like one.',
    json: similarToAssetSchema,
    bodyOptional: true,
    answers: { 200: { text: 'Results', schema: similarResultSchema } },
    refusals: [409, 413, 415, 504],
  },
  similar: {
    method: 'POST',
    path: '/v1/similar',
    summary: 'Assets that look like a picture in a form, or that words in JSON describe.',
    form: similarFieldsSchema,
    json: similarToTextSchema,
    answers: { 200: { text: 'Results', schema: similarResultSchema } },
    refusals: [409, 413, 415, 422, 504, 507],
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

export interface Matched {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** The operation of a request; what the path knows instead where only the method is another. */
export function match(method: string, pathname: string): Matched | { readonly allowed: readonly string[] } {
  const allowed: string[] = [];
  for (const [name, operation] of entries) {
    const params = paramsOf(operation.path, pathname);
    if (params === null) continue;
    if (operation.method === method) return { name, operation, params };
    allowed.push(operation.method);
  }
  return { allowed };
}

const isOperation = (name: string): name is OperationName => name in operations;
const entries = Object.entries(operations).flatMap(
  ([name, operation]): (readonly [OperationName, Operation])[] =>
    isOperation(name) ? [[name, operation]] : [],
);

function paramsOf(template: string, pathname: string): Record<string, string> | null {
  const wanted = template.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== value) return null;
    } else {
      try {
        params[name] = decodeURIComponent(value);
      } catch {
        return null;
      }
    }
  }
  return params;
}
