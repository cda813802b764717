import type { AssetType } from '../../shared/domain/asset.ts';
import { canonicalExtension, formatByExtension } from '../media/formats.ts';

/** Of formats that have a signature, by which they are told elsewhere. */
const known: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  heic: 'image/heic',
  tif: 'image/tiff',
  bmp: 'image/bmp',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/matroska',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  m4a: 'audio/x-m4a',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The MIME type of an object of which only the key is known. */
export function mimeOfExtension(type: AssetType, ext: string): string {
  const canonical = canonicalExtension(ext.toLowerCase());
  const mime =
    (Object.hasOwn(known, canonical) ? known[canonical] : undefined) ?? formatByExtension(canonical)?.mime;
  return mime ?? (type === 'text' ? 'text/plain' : 'application/octet-stream');
}
