import { z } from 'zod';
import { BadPicture, vectorOfPicture, vectorOfText } from '../vectors.ts';
import { type Answer, base64, bytesOfUri, type Kind, parseJson, spoilt } from './kind.ts';

const part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
]);
const bodySchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.array(part).min(1) })).length(1),
  encoding_format: z.enum(['float', 'base64']).default('float'),
});

const failure = (status: number, type: string, message: string): Answer => ({
  status,
  json: { error: { message, type, param: null, code: status } },
});

/** vLLM serving a pooling model. */
export const vllm: Kind = async ({ request, path, body, setup, pictures }) => {
  if (request.method === 'GET' && path === '/health') return { status: 200, text: '' };
  if (request.method === 'GET' && path === '/ping') return { status: 200, text: '' };
  if (request.method === 'GET' && path === '/v1/models') {
    return {
      status: 200,
      json: { object: 'list', data: [{ id: setup.model, object: 'model', owned_by: 'vllm' }] },
    };
  }
  if (request.method !== 'POST' || path !== '/v1/embeddings')
    return { status: 404, json: { detail: 'Not Found' } };
  const parsed = bodySchema.safeParse(parseJson(body));
  if (!parsed.success) return failure(400, 'BadRequestError', 'Validation error');
  const { model, messages, encoding_format } = parsed.data;
  if (model !== setup.model) return failure(404, 'NotFoundError', `The model \`${model}\` does not exist.`);
  const [content] = messages.map((message) => message.content[0]);
  if (content?.type === 'image_url') pictures(1);
  if (content?.type === 'image_url' && !setup.knowsPictures) {
    return failure(400, 'BadRequestError', `${model} is not a multimodal model`);
  }
  if (content?.type === 'text' && !setup.knowsWords) return failure(400, 'BadRequestError', 'No text');
  try {
    const vector =
      content?.type === 'image_url'
        ? await vectorOfPicture(bytesOfUri(content.image_url.url) ?? new Uint8Array(), setup)
        : vectorOfText(content?.text ?? '', setup);
    const data = spoilt([vector], setup).map((each, index) => ({
      object: 'embedding',
      embedding: encoding_format === 'base64' ? base64(each) : each,
      index,
    }));
    return { status: 200, json: { id: 'embd-1', object: 'list', created: 1, model, data, usage: {} } };
  } catch (error) {
    if (error instanceof BadPicture) return failure(400, 'BadRequestError', error.message);
    throw error;
  }
};
