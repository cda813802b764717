import { dataUri, type EndpointAdapter } from './adapter.ts';
import { readOpenAi } from './numbers.ts';

/** infinity, and servers that speak as it does: pictures and words by `modality`, up to 32 pictures a call. */
export const infinity: EndpointAdapter = {
  name: 'infinity',
  imagesPerRequest: 32,
  requestsAtOnce: 2,
  paths: ['/embeddings', '/v1/embeddings'],
  encodings: ['base64', 'float'],
  modelPaths: ['/models', '/v1/models'],
  picturesAsWords: true,
  needsModel: false,
  images: (jpegs, manner) => ({ json: { ...common(manner), input: jpegs.map(dataUri), modality: 'image' } }),
  text: (text, manner) => ({ json: { ...common(manner), input: [text], modality: 'text' } }),
  read: readOpenAi,
};

const common = ({ model, encoding }: { model: string | null; encoding: string }) => ({
  ...(model === null ? {} : { model }),
  encoding_format: encoding,
});
