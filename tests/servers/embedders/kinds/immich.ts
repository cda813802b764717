import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import busboy from '@fastify/busboy';
import { z } from 'zod';
import { BadPicture, vectorOfPicture, vectorOfText } from '../vectors.ts';
import { type Kind, parseJson, spoilt } from './kind.ts';

const task = z.object({ modelName: z.string(), options: z.record(z.string(), z.unknown()) });
const entriesSchema = z.strictObject({
  clip: z.union([z.strictObject({ visual: task }), z.strictObject({ textual: task })]),
});

async function readForm(
  body: Buffer,
  type: string,
): Promise<{ fields: Map<string, string>; image: Buffer | null }> {
  const fields = new Map<string, string>();
  let image: Buffer | null = null;
  const parser = busboy({ headers: { 'content-type': type } });
  parser.on('field', (name: string, value: string) => fields.set(name, value));
  parser.on('file', (name: string, stream: Readable) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      if (name === 'image') image = Buffer.concat(chunks);
    });
  });
  Readable.from([body]).pipe(parser);
  await finished(parser);
  return { fields, image };
}

/** immich's machine learning service. */
export const immich: Kind = async ({ request, path, body, setup, pictures }) => {
  if (request.method === 'GET' && path === '/ping') return { status: 200, text: 'pong' };
  if (request.method === 'GET' && path === '/') return { status: 200, json: { message: 'Immich ML' } };
  if (path !== '/predict') return { status: 404, json: { detail: 'Not Found' } };
  if (request.method !== 'POST') return { status: 405, json: { detail: 'Method Not Allowed' } };
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data'))
    return { status: 422, json: { detail: 'entries: Field required' } };
  const { fields, image } = await readForm(body, type);
  const entries = entriesSchema.safeParse(parseJson(Buffer.from(fields.get('entries') ?? '')));
  if (!entries.success) return { status: 422, json: { detail: 'Invalid request format.' } };
  const { clip } = entries.data;
  const wanted = 'visual' in clip ? clip.visual : clip.textual;
  const text = fields.get('text');
  if (image === null && text === undefined)
    return { status: 400, json: { detail: 'Either image or text must be provided' } };
  if (wanted.modelName !== setup.model) return { status: 500, text: 'Internal Server Error' };
  try {
    if (image !== null) pictures(1);
    const made = image === null ? vectorOfText(text ?? '', setup) : await vectorOfPicture(image, setup);
    const [vector = []] = spoilt([made], setup);
    const clipText = `[${vector.map((value) => value ?? 'NaN').join(', ')}]`;
    return {
      status: 200,
      json: { clip: clipText, ...(image === null ? {} : { imageHeight: 9, imageWidth: 9 }) },
    };
  } catch (error) {
    if (error instanceof BadPicture) return { status: 400, json: { detail: error.message } };
    throw error;
  }
};
