import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import { fromFileSystem, type MediaProblem, messageOf, throwIfAborted } from '../errors.ts';
import { statRegularFile } from '../hash.ts';
import { defined } from '../metadata.ts';
import type { Pixels } from '../pixels.ts';
import { fitInside, PREVIEW_SIDE, toPixels } from '../renditions.ts';
import { limited } from './limited.ts';
import type { Reader, ReadOutput } from './reader.ts';
import { TEXT_LIMIT, textFacts } from './text.ts';

/** The whole document is copied into PDFium's memory. */
const MAX_BYTES = 512 * 1024 * 1024;
const MAX_TEXT_PAGES = 300;
/** PDFium works on the worker's own thread, which must answer others within 15 seconds. */
const MAX_PAGE_MS = 10_000;
const MAX_TEXT_MS = 2_000;
/** Drawn larger and shrunk: PDFium's own smoothing leaves coloured fringes on letters. */
const OVERSAMPLING = 2;

/** First page as the picture, page count, size in points, and the text. */
export const readPdf: Reader = async ({ path, signal }) => {
  const { size } = await statRegularFile(path);
  if (size > MAX_BYTES) {
    return { facts: {}, problem: { code: 'unsupported', detail: 'The document is larger than 512 MB' } };
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fromFileSystem(error);
  });
  // An instance for each document (25 ms): what a hostile one does to its memory ends with it.
  const pdfium = await PDFiumLibrary.init();
  try {
    const opened = await openDocument(pdfium, bytes);
    return 'problem' in opened
      ? { facts: {}, problem: opened.problem }
      : await readDocument(opened.document, signal);
  } finally {
    pdfium.destroy();
  }
};

async function readDocument(document: PDFiumDocument, signal: AbortSignal): Promise<ReadOutput> {
  try {
    const pageCount = document.getPageCount();
    if (pageCount === 0) {
      return { facts: { pageCount }, problem: { code: 'corrupt', detail: 'The document has no pages' } };
    }
    const page = await renderFirstPage(document);
    const text = await readPages(document, pageCount, signal);
    const facts = defined({ pageCount, ...page.size, ...textFacts(text) });
    return 'pixels' in page ? { facts, pixels: page.pixels } : { facts, problem: page.problem };
  } finally {
    document.destroy();
  }
}

async function openDocument(
  pdfium: PDFiumLibrary,
  bytes: Buffer,
): Promise<{ document: PDFiumDocument } | { problem: MediaProblem }> {
  try {
    return { document: await limited(MAX_PAGE_MS, () => pdfium.loadDocument(bytes)) };
  } catch (error) {
    const detail = messageOf(error);
    return {
      problem: { code: /password|security/i.test(detail) ? 'password_protected' : 'corrupt', detail },
    };
  }
}

type FirstPage = { size: { width?: number; height?: number } } & (
  | { pixels: Pixels }
  | { problem: MediaProblem }
);

async function renderFirstPage(document: PDFiumDocument): Promise<FirstPage> {
  try {
    const page = limited(MAX_PAGE_MS, () => document.getPage(0));
    const { originalWidth, originalHeight } = page.getOriginalSize();
    const scale = (PREVIEW_SIDE * OVERSAMPLING) / Math.max(originalWidth, originalHeight);
    const width = Math.max(1, Math.round(originalWidth * scale));
    const height = Math.max(1, Math.round(originalHeight * scale));
    const bitmap = await limited(MAX_PAGE_MS, () => page.render({ width, height, render: 'bitmap' }));
    const raw = { width: bitmap.width, height: bitmap.height, channels: 4 } as const;
    const pixels = await toPixels(sharp(bitmap.data, { raw }).removeAlpha().resize(fitInside(PREVIEW_SIDE)));
    const size = {
      width: Math.max(1, Math.round(originalWidth)),
      height: Math.max(1, Math.round(originalHeight)),
    };
    return { size, pixels };
  } catch (error) {
    return { size: {}, problem: { code: 'corrupt', detail: messageOf(error) } };
  }
}

async function readPages(document: PDFiumDocument, pageCount: number, signal: AbortSignal): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for (let index = 0; index < Math.min(pageCount, MAX_TEXT_PAGES) && length < TEXT_LIMIT; index++) {
    // PDFium runs on this thread: other requests and a cancellation get their turn between pages.
    await setImmediate();
    throwIfAborted(signal);
    const text = pageText(document, index);
    parts.push(text);
    length += text.length;
  }
  return parts.join('\n');
}

/** One damaged page doesn't cost the text of the others. */
function pageText(document: PDFiumDocument, index: number): string {
  try {
    return limited(MAX_TEXT_MS, () => document.getPage(index).getText());
  } catch {
    return '';
  }
}
