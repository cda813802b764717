import { type Body, dataUri, type EndpointAdapter, type Manner } from './adapter.ts';
import { readOpenAi } from './numbers.ts';

type Part = { type: 'image_url'; image_url: { url: string } } | { type: 'text'; text: string };

/** vLLM's pooling models: one conversation, hence one embedding, a request. */
export const vllm: EndpointAdapter = {
  name: 'vllm',
  imagesPerRequest: 1,
  requestsAtOnce: 4,
  paths: ['/v1/embeddings', '/embeddings'],
  encodings: ['float'],
  modelPaths: ['/v1/models', '/models'],
  picturesAsWords: false,
  needsModel: true,
  images: (jpegs, manner) =>
    message(manner, ...jpegs.map((jpeg): Part => ({ type: 'image_url', image_url: { url: dataUri(jpeg) } }))),
  text: (text, manner) => message(manner, { type: 'text', text }),
  read: readOpenAi,
};

function message({ model, encoding }: Manner, ...content: Part[]): Body {
  return { json: { model, messages: [{ role: 'user', content }], encoding_format: encoding } };
}
