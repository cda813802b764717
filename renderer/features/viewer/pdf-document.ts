import type { PDFDocumentProxy } from 'pdfjs-dist';
import { getDocument, PasswordResponses, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';
import PdfJsWorker from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker';

/** Character maps (Korean and other CJK fonts that are not embedded), the standard fonts and image decoders. */
const files = {
  cMapUrl: import.meta.glob<string>('/../node_modules/pdfjs-dist/cmaps/*.bcmap', {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  }),
  standardFontDataUrl: import.meta.glob<string>('/../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  }),
  wasmUrl: import.meta.glob<string>('/../node_modules/pdfjs-dist/wasm/*.wasm', {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  }),
};
const urls = Object.fromEntries(
  Object.entries(files).map(([kind, found]) => [
    kind,
    new Map(Object.entries(found).map(([path, url]) => [path.slice(path.lastIndexOf('/') + 1), url])),
  ]),
);

/** Gives pdf.js its data files from the app itself. */
class BundledDataFactory {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const url = urls[kind]?.get(filename);
    if (url === undefined) throw new Error(`No such file: ${filename}`);
    const response = await fetch(url);
    return new Uint8Array(await response.arrayBuffer());
  }
}

export type PdfFailure = 'password' | 'unreadable' | 'unreachable';

/** Why a document could not be opened. */
export class PdfError extends Error {
  readonly reason: PdfFailure;
  constructor(reason: PdfFailure) {
    super(reason);
    this.reason = reason;
  }
}

export interface OpenPdf {
  document: PDFDocumentProxy;
  close(): void;
}

function reasonOf(error: unknown): PdfFailure {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') return 'password';
  return name === 'InvalidPDFException' || name === 'FormatError' ? 'unreadable' : 'unreachable';
}

/**
 * Opens a PDF in a worker of its own, which ends with it: a document that hangs or crashes takes nothing along.
 * Rejects with a `PdfError`.
 */
export async function openPdf(url: string, signal: AbortSignal): Promise<OpenPdf> {
  const port = new PdfJsWorker();
  const worker = PDFWorker.create({ port });
  const task = getDocument({
    url,
    worker,
    BinaryDataFactory: BundledDataFactory,
    useWorkerFetch: false,
    cMapUrl: 'cmaps/',
    standardFontDataUrl: 'standard_fonts/',
    wasmUrl: 'wasm/',
    // Hostile files: no script, no forms of code, no bitmap larger than the window would decode itself.
    isEvalSupported: false,
    enableXfa: false,
    maxImageSize: 100_000_000,
    stopAtErrors: false,
    verbosity: 0,
  });
  const close = (): void => {
    void task.destroy().finally(() => port.terminate());
  };
  signal.addEventListener('abort', close, { once: true });
  const password = new Promise<never>((_resolve, reject) => {
    task.onPassword = (_update: unknown, response: number) => {
      if (response === PasswordResponses.NEED_PASSWORD) reject(new PdfError('password'));
    };
  });
  try {
    return { document: await Promise.race([task.promise, password]), close };
  } catch (error) {
    close();
    throw error instanceof PdfError ? error : new PdfError(reasonOf(error));
  }
}
