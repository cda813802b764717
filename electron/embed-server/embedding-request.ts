import { z } from 'zod';
import { RequestError } from './error.ts';

/** As many as infinity takes, so that its clients need no other setting. */
export const MAX_IMAGES = 32;
const MAX_TEXTS = 2_048;
const MAX_TEXT_CHARACTERS = 8_192 * 15;
/** Bytes of one picture after decoding its base64. */
export const MAX_IMAGE_BYTES = 20_000_000;

const oneOrMore = <S extends z.ZodType>(item: S, most: number) =>
  z.union([item.transform((value) => [value]), z.array(item).min(1).max(most)]);

const common = {
  model: z.string().max(500).default(''),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  user: z.string().nullish(),
  dimensions: z.int().min(0).default(0),
};

const embeddingRequestSchema = z.discriminatedUnion('modality', [
  z.object({
    ...common,
    modality: z.literal('text'),
    input: oneOrMore(z.string().max(MAX_TEXT_CHARACTERS), MAX_TEXTS),
  }),
  z.object({ ...common, modality: z.literal('image'), input: oneOrMore(z.string(), MAX_IMAGES) }),
]);
export type EmbeddingRequest = z.infer<typeof embeddingRequestSchema>;

/** @throws RequestError 400 that names what is wrong. */
export function parseEmbeddingRequest(body: unknown): EmbeddingRequest {
  // Without a modality infinity, and everybody who speaks as OpenAI does, means text.
  const named = typeof body === 'object' && body !== null && !('modality' in body);
  const parsed = embeddingRequestSchema.safeParse(named ? { ...body, modality: 'text' } : body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.join('.') ?? '';
  throw new RequestError(
    400,
    `Invalid request: ${param === '' ? '' : `${param}: `}${issue?.message ?? ''}`,
    param || null,
  );
}

/** What one entry of a request for pictures is. */
export type ImageInput =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'url'; readonly url: URL };

const DATA_URI = /^data:[\w.+/-]*(?:;[\w.+=-]+)*;base64,/i;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/**
 * @param index place in the request, for the message
 * @throws RequestError 400 for what is neither a data URI in base64 nor a web address; 413 for too much.
 */
export function parseImageInput(text: string, index: number): ImageInput {
  const param = `input.${index}`;
  const head = DATA_URI.exec(text.slice(0, 200))?.[0];
  if (head !== undefined) {
    if (text.length - head.length > (MAX_IMAGE_BYTES * 4) / 3 + 4) {
      throw new RequestError(413, `input ${index} has more than ${MAX_IMAGE_BYTES} bytes`, param);
    }
    const base64 = text.slice(head.length);
    if (!BASE64.test(base64)) throw new RequestError(400, `input ${index} is not base64`, param);
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    if (bytes.length === 0) throw new RequestError(400, `input ${index} is empty`, param);
    return { kind: 'bytes', bytes };
  }
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (url.protocol === 'http:' || url.protocol === 'https:') return { kind: 'url', url };
  }
  throw new RequestError(400, `input ${index} is neither a data URI in base64 nor a URL`, param);
}

/** Little-endian 32-bit numbers in base64, or plain numbers. */
export function encodeVector(vector: Float32Array, format: EmbeddingRequest['encoding_format']) {
  if (format === 'float') return Array.from(vector);
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, i) => {
    bytes.writeFloatLE(value, i * 4);
  });
  return bytes.toString('base64');
}
