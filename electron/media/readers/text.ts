import { open } from 'node:fs/promises';
import { fromFileSystem } from '../errors.ts';
import { defined } from '../metadata.ts';
import { cleanString, truncateUtf8 } from '../text/clean.ts';
import { decodeText } from '../text/decode.ts';
import { guessLanguage } from '../text/language.ts';
import type { Reader, ReadOutput } from './reader.ts';

/** Bytes of UTF-8 kept for search. */
export const TEXT_LIMIT = 200 * 1024;
/** UTF-16 takes up to twice what the same text takes in UTF-8. */
const READ_LIMIT = TEXT_LIMIT * 2;

/** The text itself, whatever it was encoded in, for search and reading; there is no picture of it. */
export const readText: Reader = async ({ path, probe }) => {
  const { bytes, partial } = await readStart(path);
  const decoded = decodeText(bytes, { partial });
  if (decoded === undefined) {
    return { facts: {}, problem: { code: 'unsupported', detail: 'The encoding of the text is not known' } };
  }
  return { facts: textFacts(probe.mime === 'text/html' ? stripMarkup(decoded.text) : decoded.text) };
};

/** Content and language of a text, bounded and fit for storage. */
export function textFacts(text: string): ReadOutput['facts'] {
  const content = truncateUtf8(cleanString(text.replace(/^\uFEFF/, '')), TEXT_LIMIT);
  if (content.trim() === '') return {};
  return defined({ textContent: content, language: guessLanguage(content) });
}

async function readStart(path: string): Promise<{ bytes: Buffer; partial: boolean }> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(READ_LIMIT + 1);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      const partial = bytesRead > READ_LIMIT;
      return { bytes: buffer.subarray(0, Math.min(bytesRead, READ_LIMIT)), partial };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromFileSystem(error);
  }
}

/** Only for search, never for display: what is left is treated as plain text everywhere. */
function stripMarkup(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};
