import { supportedExtensions } from 'file-type';
import type { MediaType } from './protocol.ts';

export interface Format {
  readonly type: MediaType;
  readonly mime: string;
  readonly ext: string;
}

const format = (type: MediaType, mime: string, ext: string): Format => ({ type, mime, ext });

/** Formats that are told by their name because their content has no signature, or an ambiguous one. */
const byExtension: Readonly<Record<string, Format>> = {
  txt: format('text', 'text/plain', 'txt'),
  text: format('text', 'text/plain', 'txt'),
  log: format('text', 'text/plain', 'txt'),
  srt: format('text', 'application/x-subrip', 'srt'),
  vtt: format('text', 'text/vtt', 'vtt'),
  md: format('text', 'text/markdown', 'md'),
  markdown: format('text', 'text/markdown', 'md'),
  // Data and pages keep their format as files; only prose is a text.
  csv: format('document', 'text/csv', 'csv'),
  tsv: format('document', 'text/tab-separated-values', 'tsv'),
  json: format('document', 'application/json', 'json'),
  yaml: format('document', 'application/yaml', 'yaml'),
  yml: format('document', 'application/yaml', 'yaml'),
  html: format('document', 'text/html', 'html'),
  htm: format('document', 'text/html', 'html'),
  css: format('document', 'text/css', 'css'),
  xml: format('document', 'application/xml', 'xml'),
  svg: format('image', 'image/svg+xml', 'svg'),
  svgz: format('image', 'image/svg+xml', 'svgz'),
  psd: format('image', 'image/vnd.adobe.photoshop', 'psd'),
  psb: format('image', 'image/vnd.adobe.photoshop', 'psb'),
  ai: format('document', 'application/postscript', 'ai'),
  eps: format('document', 'application/eps', 'eps'),
  doc: format('document', 'application/msword', 'doc'),
  xls: format('document', 'application/vnd.ms-excel', 'xls'),
  ppt: format('document', 'application/vnd.ms-powerpoint', 'ppt'),
  hwp: format('document', 'application/x-hwp', 'hwp'),
  ttf: format('document', 'font/ttf', 'ttf'),
  otf: format('document', 'font/otf', 'otf'),
};

const aliases: Readonly<Record<string, string>> = {
  jpeg: 'jpg',
  jpe: 'jpg',
  jfif: 'jpg',
  tiff: 'tif',
  htm: 'html',
  markdown: 'md',
  text: 'txt',
  log: 'txt',
  yml: 'yaml',
  heif: 'heic',
  hif: 'heic',
  m4v: 'mp4',
  mpeg: 'mpg',
  oga: 'ogg',
  opus: 'ogg',
  ogv: 'ogg',
  ogx: 'ogg',
  aif: 'aiff',
  m4b: 'm4a',
  apng: 'png',
  mka: 'mkv',
};

/** Containers that several extensions share on purpose: `.mov` content in `.mp4` is no lie worth telling. */
const families: readonly (readonly string[])[] = [
  ['mp4', 'm4a', 'mov', 'qt', '3gp', '3g2', 'f4v', 'f4a', 'f4p', 'f4b', 'mj2'],
  ['mkv', 'webm'],
  ['ogg', 'spx', 'ogm'],
  ['asf', 'wmv', 'wma'],
  ['mpg', 'ts', 'mts', 'm2ts', 'mp1', 'mp2', 'mp3'],
  ['heic', 'avif'],
  ['cfb', 'doc', 'xls', 'ppt', 'msg', 'hwp', 'msi'],
  ['pdf', 'ai'],
  ['ps', 'eps', 'ai'],
  ['gz', 'tgz', 'svgz'],
  ['mid', 'midi'],
  ['jpg', 'mpo'],
  ['psd', 'psb'],
  ['ttf', 'otf', 'ttc', 'otc'],
  ['xml', 'svg', 'html', 'xhtml', 'rss', 'plist', 'xmp'],
  // Plain text is a format of many names.
  ['txt', 'md', 'csv', 'tsv', 'json', 'yaml', 'html', 'css', 'srt', 'vtt', 'xml'],
];

/** A ZIP or RAR inside a format of its own (`.sketch`, `.cbz`, `.jar`, …): any name is believable. */
const wrappers: ReadonlySet<string> = new Set(['zip', 'rar', '7z', 'gz', 'xml', 'cfb']);

/** Extensions whose content always has a signature: without one the name is wrong. */
const signed: ReadonlySet<string> = new Set(
  'jpg png gif webp avif heic tif bmp psd mp4 mov webm mkv mp3 wav ogg flac m4a pdf docx pptx xlsx zip'.split(
    ' ',
  ),
);

export function extensionOf(name: string): string {
  const match = /[^./\\]\.([^./\\]{1,16})$/.exec(name);
  return match?.[1]?.toLowerCase() ?? '';
}

export const canonicalExtension = (ext: string): string =>
  (Object.hasOwn(aliases, ext) ? aliases[ext] : undefined) ?? ext;

export const formatByExtension = (ext: string): Format | undefined =>
  Object.hasOwn(byExtension, ext) ? byExtension[ext] : undefined;

/** `.ts` is as often a program as a video stream. */
const isKnown = (ext: string): boolean =>
  ext !== 'ts' &&
  (Object.hasOwn(byExtension, ext) ||
    Object.hasOwn(aliases, ext) ||
    [...supportedExtensions].some((known) => known === ext));

/** @returns whether a name with extension `claimed` is believable for content of extension `actual`. */
export function namesAgree(claimed: string, actual: string): boolean {
  const a = canonicalExtension(claimed);
  const b = canonicalExtension(actual);
  // An extension that nobody knows claims nothing.
  if (a === b || !isKnown(claimed)) return true;
  if (families.some((family) => family.includes(a) && family.includes(b))) return true;
  return wrappers.has(b) && !signed.has(a);
}

export const contentNeedsSignature = (ext: string): boolean => signed.has(canonicalExtension(ext));

/** The kind of asset a sniffed MIME type is. */
export function typeOfMime(mime: string): MediaType {
  if (mime.startsWith('image/')) return 'image';
  if (mime.startsWith('video/')) return 'video';
  if (mime.startsWith('audio/')) return 'audio';
  if (mime === 'application/ogg' || mime === 'application/mxf') return 'video';
  return 'document';
}
