import { z } from 'zod';
import { vectorOfText } from '../vectors.ts';
import { type Kind, parseJson } from './kind.ts';

const embedSchema = z.object({ model: z.string(), input: z.union([z.string(), z.array(z.string())]) });

/** Ollama: words only, whatever it is sent. */
export const ollama: Kind = async ({ request, path, body, setup }) => {
  if (request.method === 'GET' && path === '/') return { status: 200, text: 'Ollama is running' };
  if (request.method === 'GET' && path === '/api/tags')
    return { status: 200, json: { models: [{ name: setup.model }] } };
  if (request.method === 'GET' && path === '/v1/models') {
    return {
      status: 200,
      json: { object: 'list', data: [{ id: setup.model, object: 'model', owned_by: 'library' }] },
    };
  }
  if (request.method === 'POST' && (path === '/api/embed' || path === '/v1/embeddings')) {
    const parsed = embedSchema.safeParse(parseJson(body));
    if (!parsed.success)
      return { status: 400, json: { error: { message: 'invalid input type', type: 'api_error' } } };
    const texts = [parsed.data.input].flat();
    if (path === '/api/embed')
      return { status: 200, json: { embeddings: texts.map((text) => vectorOfText(text, setup)) } };
    const data = texts.map((text, index) => ({
      object: 'embedding',
      embedding: vectorOfText(text, setup),
      index,
    }));
    return { status: 200, json: { object: 'list', data, model: parsed.data.model } };
  }
  return { status: 404, text: '404 page not found' };
};
