import { z } from 'zod';
import type { EndpointAdapter } from './adapter.ts';
import { EndpointError } from './error.ts';
import { readNumbers } from './numbers.ts';

const replySchema = z.object({ data: z.array(z.object({ embedding: z.unknown() })) });

/** clip-as-service: documents with the bytes of a picture or with words, in and out in one order. */
export const clipAsService: EndpointAdapter = {
  name: 'clip-as-service',
  imagesPerRequest: 16,
  requestsAtOnce: 2,
  paths: ['/post'],
  encodings: ['float'],
  modelPaths: [],
  picturesAsWords: false,
  needsModel: false,
  images: (jpegs) => documents(jpegs.map((jpeg) => ({ blob: Buffer.from(jpeg).toString('base64') }))),
  text: (text) => documents([{ text }]),
  read: (reply, count) => {
    const parsed = replySchema.safeParse(reply);
    if (!parsed.success) throw new EndpointError('wrong_adapter', 'The reply has no documents');
    const { data } = parsed.data;
    if (data.length !== count) {
      throw new EndpointError('bad_vector', `${data.length} vectors for ${count} inputs`, {
        details: { expected: count, got: data.length },
      });
    }
    const vectors = data.map(({ embedding }, index) => {
      const vector = readNumbers(embedding);
      if (vector === null) throw new EndpointError('bad_vector', `Document ${index} has no embedding`);
      return vector;
    });
    return { vectors, model: null };
  },
};

const documents = (data: readonly object[]) => ({ json: { data, execEndpoint: '/' } });
