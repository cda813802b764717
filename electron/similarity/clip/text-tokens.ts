import { Tokenizer } from '@huggingface/tokenizers';
import type { TextFiles } from './model-config.ts';

/** Far more than any model reads; keeps a pasted book from being tokenised whole. */
const MAX_CHARACTERS = 4_000;

/** Turns a text into the ids that a model's text part takes. */
export type TextTokens = (text: string) => readonly number[];

/**
 * @throws Error when the tokenizer is of a kind that is not known here
 */
export function createTextTokens({ tokenizer, config, shape }: TextFiles): TextTokens {
  const { length, padded, lowercase } = shape;
  const encoder = new Tokenizer(tokenizer, config);
  const padding = encoder.token_to_id(config.pad_token ?? '<pad>');
  if (padded && padding === undefined) throw new Error('The tokenizer has no token to fill up with');

  return (text) => {
    // Hangul typed on a Mac, or taken from a file name there, may come as separate letters, which no model has seen.
    const normal = text.slice(0, MAX_CHARACTERS).normalize('NFC');
    const ids = encoder.encode(lowercase ? normal.toLowerCase() : normal).ids;
    const end = ids.at(-1);
    // What does not fit is left out before the mark of the end, which stands where the model reads its answer.
    const fitting = ids.length > length && end !== undefined ? [...ids.slice(0, length - 1), end] : ids;
    if (!padded || padding === undefined) return fitting;
    return [...fitting, ...new Array<number>(length - fitting.length).fill(padding)];
  };
}
