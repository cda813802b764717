import { z } from 'zod';
import { BadPicture, vectorOfPicture, vectorOfText } from '../vectors.ts';
import { type Answer, base64, bytesOfUri, type Kind, parseJson, type Setup, spoilt } from './kind.ts';

const common = {
  model: z.string().default('default/not-specified'),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  user: z.string().nullish(),
  dimensions: z.int().default(0),
};
const uri = z.string().refine((value) => bytesOfUri(value) !== null);
const bodySchema = z.discriminatedUnion('modality', [
  z.object({
    ...common,
    modality: z.literal('text'),
    input: z.array(z.string().max(122_880)).min(1).max(2048),
  }),
  z.object({ ...common, modality: z.literal('image'), input: z.array(uri).min(1).max(32) }),
]);

const failure = (status: number, message: string): Answer => ({
  status,
  json: { error: { message, type: null, param: null, code: status } },
});

/** infinity 0.0.78, one model: any model's name is taken, a bad picture refuses the whole batch. */
export const infinity: Kind = async ({ request, path, body, setup, pictures }) => {
  if (request.method === 'GET' && path === '/health')
    return { status: 200, json: { unix: Date.now() / 1000 } };
  if (request.method === 'GET' && path === '/models') return { status: 200, json: models(setup) };
  if (path !== '/embeddings') return { status: 404, json: { detail: 'Not Found' } };
  if (request.method !== 'POST') return { status: 405, json: { detail: 'Method Not Allowed' } };
  const parsed = bodySchema.safeParse(parseJson(body));
  // The real one repeats what it was sent.
  if (!parsed.success)
    return { status: 422, json: { detail: [{ type: 'invalid', input: body.toString() }] } };
  const { modality, input, encoding_format } = parsed.data;
  if (modality === 'image') pictures(input.length);
  if (modality === 'image' ? !setup.knowsPictures : !setup.knowsWords) {
    const message = `ModelNotDeployedError: model=\`${setup.model}\` does not support \`embed\` for modality \`${modality}\`.`;
    return failure(400, message);
  }
  try {
    const made = await Promise.all(
      input.map(async (each) =>
        modality === 'image'
          ? await vectorOfPicture(bytesOfUri(each) ?? new Uint8Array(), setup)
          : vectorOfText(each, setup),
      ),
    );
    const data = spoilt(made, setup).map((vector, index) => ({
      object: 'embedding',
      embedding: encoding_format === 'base64' ? base64(vector) : vector,
      index,
    }));
    // Any order is allowed, so this one is backwards.
    return {
      status: 200,
      json: {
        object: 'list',
        data: data.reverse(),
        model: setup.model,
        usage: { prompt_tokens: 1, total_tokens: 1 },
        id: 'infinity-test',
        created: 1,
      },
    };
  } catch (error) {
    if (error instanceof BadPicture) return failure(400, `ImageCorruption -> ${error.message}`);
    throw error;
  }
};

const models = ({ model, knowsPictures }: Setup) => ({
  object: 'list',
  data: [
    {
      id: model,
      stats: { queue_fraction: 0, queue_absolute: 0, results_pending: 0, batch_size: 32 },
      object: 'model',
      owned_by: 'infinity',
      created: 1,
      backend: 'torch',
      capabilities: knowsPictures ? ['embed', 'image_embed'] : ['embed'],
    },
  ],
});
