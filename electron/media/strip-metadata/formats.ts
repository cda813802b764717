import type { Probe } from '../protocol.ts';
import type { Planner } from './pieces.ts';

/** How metadata is taken out of a format. `none`: it is nothing but text, and has no place for any. */
export type Method =
  | { readonly kind: 'plan'; readonly plan: Planner }
  | {
      readonly kind: 'remux';
      readonly remux: (path: string, target: string, signal: AbortSignal) => Promise<void>;
    }
  | { readonly kind: 'none' };

const boxes =
  /^(?:image\/(?:avif|hei[cf])(?:-sequence)?|(?:video|audio)\/(?:mp4|quicktime|x-m4[av]|x-m4b|3gpp2?))$/;
const bareText: ReadonlySet<string> = new Set([
  'text/plain',
  'text/markdown',
  'text/csv',
  'text/tab-separated-values',
  'text/vtt',
  'application/x-subrip',
  'application/json',
  'application/yaml',
]);

/** Null for formats out of which nothing can be taken for certain (PDF, Photoshop, Office, fonts, raw). */
export async function methodFor({ mime }: Pick<Probe, 'mime'>): Promise<Method | null> {
  if (bareText.has(mime)) return { kind: 'none' };
  const plan = await plannerFor(mime);
  if (plan !== null) return { kind: 'plan', plan };
  if (/^(?:audio|video|application)\/ogg/.test(mime)) {
    return { kind: 'remux', remux: (await import('./ogg.ts')).remuxOgg };
  }
  return null;
}

async function plannerFor(mime: string): Promise<Planner | null> {
  if (boxes.test(mime)) return (await import('./boxes/index.ts')).stripBoxes;
  if (/^(?:video|audio)\/(?:webm|matroska|x-matroska)$/.test(mime)) {
    return (await import('./matroska.ts')).stripMatroska;
  }
  switch (mime) {
    case 'image/jpeg':
      return (await import('./jpeg.ts')).stripJpeg;
    case 'image/png':
    case 'image/apng':
      return (await import('./png.ts')).stripPng;
    case 'image/webp':
      return (await import('./riff.ts')).stripWebp;
    case 'image/gif':
      return (await import('./gif.ts')).stripGif;
    case 'image/tiff':
      return (await import('./tiff.ts')).stripTiff;
    case 'image/svg+xml':
      return (await import('./svg.ts')).stripSvg;
    case 'audio/wav':
      return (await import('./riff.ts')).stripWav;
    case 'audio/mpeg':
    case 'audio/aac':
      return (await import('./sound.ts')).stripFrames;
    case 'audio/flac':
    case 'audio/x-flac':
      return (await import('./sound.ts')).stripFlac;
    default:
      return null;
  }
}
