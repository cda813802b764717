import type { Probe } from '../protocol.ts';
import type { Reader } from './reader.ts';

const decodable: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/webp',
  'image/avif',
  'image/gif',
  'image/tiff',
  'image/heic',
  'image/heif',
  'image/heic-sequence',
  'image/heif-sequence',
  'image/mpo',
]);

const postscript: ReadonlySet<string> = new Set(['application/eps', 'application/postscript']);

/** DOCX, PPTX, XLSX with macros or as templates, ODT and its like; ZIPs may be documents of design programs. */
const office = /officedocument|opendocument|vnd\.ms-(?:word|powerpoint|excel)\.[a-z]/i;

const textual: ReadonlySet<string> = new Set([
  'application/json',
  'application/xml',
  'application/yaml',
  'application/x-subrip',
]);

/**
 * The reader for a probed file, or undefined for formats of which only name, size and type are shown.
 * Loaded on first use, so that the worker starts fast and holds only what its files need.
 */
export async function readerFor({ mime, type }: Probe): Promise<Reader | undefined> {
  if (mime === 'image/svg+xml') return (await import('./svg.ts')).readSvg;
  if (mime === 'image/vnd.adobe.photoshop') return (await import('./psd/index.ts')).readPsd;
  if (decodable.has(mime)) return (await import('./image.ts')).readImage;
  if (mime === 'application/pdf') return (await import('./pdf.ts')).readPdf;
  if (postscript.has(mime)) return (await import('./postscript.ts')).readPostscript;
  if (mime === 'application/zip' || office.test(mime)) return (await import('./office/index.ts')).readOffice;
  if (mime.startsWith('font/')) return (await import('./font/index.ts')).readFont;
  if (type === 'video') return (await import('./video.ts')).readVideo;
  if (type === 'audio') return (await import('./audio.ts')).readAudio;
  if (type === 'text' || mime.startsWith('text/') || textual.has(mime)) {
    return (await import('./text.ts')).readText;
  }
  return undefined;
}
