import { z } from 'zod';
import { BadPicture, vectorOfPicture, vectorOfText } from '../vectors.ts';
import { type Kind, parseJson, spoilt } from './kind.ts';

const document = z.union([z.strictObject({ blob: z.base64() }), z.strictObject({ text: z.string() })]);
const bodySchema = z.object({ data: z.array(document).min(1), execEndpoint: z.literal('/') });

/** clip-as-service behind its HTTP gateway. */
export const clipAsService: Kind = async ({ request, path, body, setup, pictures }) => {
  if (request.method === 'GET' && path === '/status')
    return { status: 200, json: { jina: { jina: '3.22' }, envs: {} } };
  if (request.method !== 'POST' || path !== '/post') return { status: 404, json: { detail: 'Not Found' } };
  const parsed = bodySchema.safeParse(parseJson(body));
  if (!parsed.success) return { status: 422, json: { detail: [{ msg: 'invalid' }] } };
  const { data } = parsed.data;
  const blobs = data.filter((each) => 'blob' in each);
  if (blobs.length > 0) pictures(blobs.length);
  try {
    const made = await Promise.all(
      data.map(async (each) =>
        'blob' in each
          ? await vectorOfPicture(Buffer.from(each.blob, 'base64'), setup)
          : vectorOfText(each.text, setup),
      ),
    );
    const documents = spoilt(made, setup).map((embedding, at) => ({ id: `doc${at}`, embedding }));
    return { status: 200, json: { header: { requestId: 'r' }, parameters: {}, data: documents } };
  } catch (error) {
    if (error instanceof BadPicture) return { status: 500, json: { header: { status: { code: 1 } } } };
    throw error;
  }
};
