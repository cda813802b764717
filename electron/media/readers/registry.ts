import type { Probe } from '../protocol.ts';
import { readAudio } from './audio.ts';
import { readImage } from './image.ts';
import { readPdf } from './pdf.ts';
import type { Reader } from './reader.ts';
import { readSvg } from './svg.ts';
import { readText } from './text.ts';
import { readVideo } from './video.ts';

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

const textual: ReadonlySet<string> = new Set([
  'application/json',
  'application/xml',
  'application/yaml',
  'application/x-subrip',
]);

/** The reader for a probed file, or undefined for formats of which only name, size and type are shown. */
export function readerFor({ mime, type }: Probe): Reader | undefined {
  if (mime === 'image/svg+xml') return readSvg;
  if (decodable.has(mime)) return readImage;
  if (mime === 'application/pdf') return readPdf;
  if (type === 'video') return readVideo;
  if (type === 'audio') return readAudio;
  if (type === 'text' || mime.startsWith('text/') || textual.has(mime)) return readText;
  return undefined;
}
