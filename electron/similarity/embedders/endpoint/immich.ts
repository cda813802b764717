import { z } from 'zod';
import type { EndpointAdapter } from './adapter.ts';
import { EndpointError } from './error.ts';
import { readNumbers } from './numbers.ts';

const replySchema = z.object({ clip: z.string() });

/** immich's machine learning service: a form in, and a vector written as a string within the reply's JSON out. */
export const immich: EndpointAdapter = {
  name: 'immich',
  imagesPerRequest: 1,
  requestsAtOnce: 4,
  paths: ['/predict'],
  encodings: ['float'],
  modelPaths: [],
  picturesAsWords: false,
  needsModel: true,
  images: (jpegs, { model }) => {
    const form = entries({ visual: { modelName: model, options: {} } });
    for (const jpeg of jpegs)
      form.set('image', new Blob([Uint8Array.from(jpeg)], { type: 'image/jpeg' }), 'image.jpg');
    return { form };
  },
  text: (text, { model }) => {
    // The language chooses a tokenizer where a model has several.
    const form = entries({ textual: { modelName: model, options: { language: languageOf(text) } } });
    form.set('text', text);
    return { form };
  },
  read: (reply, count) => {
    const parsed = replySchema.safeParse(reply);
    if (!parsed.success) throw new EndpointError('wrong_adapter', 'The reply has no `clip`');
    if (count !== 1) throw new EndpointError('internal', 'One picture a request');
    const vector = readNumbers(parseJson(parsed.data.clip));
    if (vector === null) throw new EndpointError('bad_vector', '`clip` is no list of numbers');
    return { vectors: [vector], model: null };
  },
};

function entries(clip: unknown): FormData {
  const form = new FormData();
  form.set('entries', JSON.stringify({ clip }));
  return form;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(/\bNaN\b/g, 'null'));
  } catch {
    return null;
  }
}

const languageOf = (text: string): string =>
  /\p{Script=Hangul}/u.test(text)
    ? 'ko'
    : /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)
      ? 'ja'
      : 'en';
