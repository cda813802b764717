import { z } from 'zod';
import { type Operation, operations } from '../../electron/intake/api/operations.ts';

type Json = Record<string, unknown>;

/** Refusals that any operation can give, and what the others mean. */
const always = [400, 401, 403, 404, 429, 500, 503];
const refusals: Readonly<Record<number, string>> = {
  400: 'The request does not parse (`invalid_input`), or the file is empty (`file_empty`)',
  401: 'No good bearer token (`unauthorized`)',
  403: 'Not allowed: by the settings (`paths_not_allowed`), by the library (`read_only`), or from a web page (`forbidden`)',
  404: 'There is no such asset, brand, project or file (`not_found`, `brand_not_found`, `project_not_found`, `file_missing`)',
  409: 'The asset has no vector (`no_vector`), the model knows no words (`no_text_model`), or the upload was cancelled (`cancelled`)',
  413: 'The file or the request is too large (`payload_too_large`)',
  415: 'Neither a form nor JSON (`unsupported_media_type`)',
  422: 'The file can not be read as what it is (`unsupported`, `corrupt`), or another one was handed in under its key (`idempotency_key_reused`)',
  429: 'Too many requests at once (`too_many_requests`)',
  500: 'Something unforeseen (`internal`)',
  503: 'No library is open (`library_not_open`), or its servers do not answer (`offline`)',
  504: 'It took too long (`timeout`)',
  507: 'The disk is full (`disk_full`)',
};

const uri = (id: string): string => `#/components/schemas/${id}`;

/** Every schema that has a name, as it is sent and as it is answered. */
const given = z.toJSONSchema(z.globalRegistry, { io: 'input', uri }).schemas;
const answered = z.toJSONSchema(z.globalRegistry, { io: 'output', uri, unrepresentable: 'any' }).schemas;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without what says nothing: bounds of the number type, and patterns that a format or a type repeats. */
function cleanSchema(schema: Json): Json {
  const kept = Object.entries(schema).filter(
    ([key, value]) =>
      !(key === '$schema' || key === '$id' || key === 'id') &&
      !(key === 'pattern' && ('format' in schema || schema.type === 'integer' || schema.type === 'number')) &&
      !(key === 'minimum' && value === Number.MIN_SAFE_INTEGER) &&
      !(key === 'maximum' && value === Number.MAX_SAFE_INTEGER),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, cleanValue(key, value)]));
}

/** Below `properties` keys are names and no words of JSON Schema. */
function cleanValue(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? cleanSchema(item) : item));
  if (!isObject(value) || key === 'default') return value;
  if (key !== 'properties') return cleanSchema(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isObject(item) ? cleanSchema(item) : item]),
  );
}

function idOf(schema: z.ZodType): string {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error('Every schema of the API has a name');
  return id;
}

const reference = (schema: z.ZodType): Json => ({ $ref: uri(idOf(schema)) });

/** What is sent, written out where it is used. */
function propertiesOf(schema: z.ZodType): Record<string, Json> {
  const { properties } = cleanSchema(given[idOf(schema)] ?? {});
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, item]) => (isObject(item) ? [[name, item]] : [])),
  );
}

/** Schemas that are referred to: not forms and parameters. */
function components(): Json {
  const all = Object.values<Operation>(operations);
  const apart = new Set(
    all.flatMap(({ form, query }) => [form, query].flatMap((one) => (one ? [idOf(one)] : []))),
  );
  const taken = new Set(all.flatMap(({ json }) => (json === undefined ? [] : [idOf(json)])));
  return Object.fromEntries(
    Object.keys(answered)
      // What the generator splits off belongs to `Json`, which is any value.
      .filter((id) => !apart.has(id) && id !== '__shared')
      .sort()
      .map((id) => [
        id,
        id === 'Json'
          ? { description: 'Any JSON value' }
          : cleanSchema((taken.has(id) ? given[id] : answered[id]) ?? {}),
      ]),
  );
}

/** A form: lists may be repeated or JSON in a field, objects are JSON in a field. */
function formOf(form: z.ZodObject): Json {
  return {
    type: 'object',
    properties: {
      file: { type: 'string', contentMediaType: 'application/octet-stream', description: 'The file' },
      ...propertiesOf(form),
    },
    required: ['file'],
    additionalProperties: false,
  };
}

function bodyOf({ form, json, bodyOptional = false }: Operation): Json | undefined {
  const content = {
    ...(form === undefined ? {} : { 'multipart/form-data': { schema: formOf(form) } }),
    ...(json === undefined ? {} : { 'application/json': { schema: reference(json) } }),
  };
  return Object.keys(content).length === 0 ? undefined : { required: !bodyOptional, content };
}

function parametersOf(name: string, { path, query }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => ({
    name: parameter,
    in: 'path',
    required: true,
    schema: parameter === 'asset_id' ? { type: 'string', format: 'uuid' } : { type: 'string' },
  }));
  const inQuery = Object.entries(query === undefined ? {} : propertiesOf(query)).map(
    ([parameter, { description, ...schema }]) => ({
      name: parameter,
      in: 'query',
      required: false,
      ...(description === undefined ? {} : { description }),
      schema,
    }),
  );
  const headers =
    name === 'createAsset'
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            description: 'Under which the file is taken once; 1 to 200 visible ASCII characters',
            schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
          },
          {
            name: 'Prefer',
            in: 'header',
            required: false,
            description: '`wait=SECONDS`',
            schema: { type: 'string' },
          },
        ]
      : [];
  return [...inPath, ...inQuery, ...headers];
}

function answersOf({ answers, refusals: more = [] }: Operation): Json {
  const good = Object.entries(answers).map(([status, { text, schema }]) => [
    status,
    { description: text, content: { 'application/json': { schema: reference(schema) } } },
  ]);
  const bad = [...always, ...more].map((status) => [
    String(status),
    {
      description: refusals[status] ?? '',
      content: { 'application/json': { schema: { $ref: uri('Error') } } },
    },
  ]);
  return Object.fromEntries([...good, ...bad].sort(([a], [b]) => Number(a) - Number(b)));
}

/** The intake API as OpenAPI 3.1, from the schemas that requests are parsed with. */
export function openApi(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    const parameters = parametersOf(name, operation);
    const requestBody = bodyOf(operation);
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: {
        operationId: name,
        summary: operation.summary,
        ...(parameters.length === 0 ? {} : { parameters }),
        ...(requestBody === undefined ? {} : { requestBody }),
        responses: answersOf(operation),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sparklio Assets: intake API',
      version: '1',
      description:
        'For programs on the computer that Sparklio Assets runs on. It is off until it is switched on in the settings, ' +
        'listens on the loopback address only, and works on whichever library is open in the app.',
    },
    servers: [{ url: 'http://127.0.0.1:{port}', variables: { port: { default: '47100' } } }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: components(),
    },
  };
}

export function openApiText(): string {
  return `${JSON.stringify(openApi(), null, 2)}\n`;
}
