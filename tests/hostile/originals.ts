import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { seeded } from '../../electron/media/testing/damage.ts';
import { ffmpeg } from '../../electron/media/testing/fixtures.ts';
import { pdfOf } from '../../electron/media/testing/pdf.ts';
import { pngWithText } from '../../electron/media/testing/png.ts';
import { sample } from '../../electron/media/testing/samples.ts';

/** A whole file as a program writes it, from which hostile ones are made. */
export interface Original {
  readonly ext: string;
  /** Tells files of one format apart. */
  readonly kind: string;
  readonly bytes: Buffer;
}

/** Something to look at that doesn't compress to nothing. */
function picture(width: number, height: number, seed: number): Sharp {
  const random = seeded(seed);
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < data.length; at += 3) {
    const x = (at / 3) % width;
    data[at] = 40 + Math.floor(random() * 40);
    data[at + 1] = Math.floor((x / width) * 200);
    data[at + 2] = 60 + Math.floor(random() * 20);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function pictures(): Promise<Original[]> {
  const exif = {
    IFD0: { Make: 'Sparklio', ImageDescription: 'A stream' },
    IFD3: { GPSLatitude: '37/1 33/1 0/1' },
  };
  const flat = () => picture(96, 64, 7);
  const frames = () =>
    sharp(
      [flat(), picture(96, 64, 8)].map(() => flatFrame),
      { join: { animated: true } },
    );
  const flatFrame = await flat().png().toBuffer();
  const png = await flat().png().toBuffer();
  const made: readonly (readonly [string, string, Promise<Buffer> | Buffer])[] = [
    ['jpg', 'baseline', flat().withExif(exif).withIccProfile('p3').jpeg().toBuffer()],
    ['jpg', 'progressive', flat().jpeg({ progressive: true }).toBuffer()],
    ['png', 'plain', png],
    ['png', 'interlaced', flat().png({ progressive: true, palette: true }).toBuffer()],
    ['png', 'deep', flat().toColourspace('rgb16').png().toBuffer()],
    [
      'png',
      'generated',
      pngWithText(png, { parameters: 'a stream\nSteps: 20, Seed: 1', prompt: '{"1":{}}' }),
    ],
    ['gif', 'animated', frames().gif().toBuffer()],
    ['webp', 'lossy', flat().withExif(exif).webp().toBuffer()],
    ['webp', 'animated', frames().webp({ lossless: true }).toBuffer()],
    ['tif', 'lzw', flat().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer()],
    ['tif', 'tiles', flat().tiff({ compression: 'deflate', tile: true, pyramid: true }).toBuffer()],
    ['tif', 'jpeg', flat().tiff({ compression: 'jpeg' }).toBuffer()],
  ];
  return Promise.all(made.map(async ([ext, kind, bytes]) => ({ ext, kind, bytes: await bytes })));
}

async function moving(folder: string): Promise<Original[]> {
  const tone = ['-f', 'lavfi', '-i', 'sine=d=0.3'];
  const film = ['-f', 'lavfi', '-i', 'testsrc=s=96x64:r=5:d=0.6'];
  const recipes: readonly (readonly [ext: string, kind: string, args: readonly string[]])[] = [
    ['wav', 'pcm', tone],
    ['mp3', 'lame', tone],
    ['flac', 'plain', tone],
    ['ogg', 'opus', [...tone, '-c:a', 'libopus']],
    ['m4a', 'aac', tone],
    ['mp4', 'h264', [...film, ...tone, '-pix_fmt', 'yuv420p', '-shortest']],
    ['mov', 'mjpeg', [...film, '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p']],
    ['webm', 'vp9', [...film, '-c:v', 'libvpx-vp9', '-deadline', 'realtime']],
    ['avi', 'mpeg4', film],
  ];
  const made: Original[] = [];
  for (const [ext, kind, args] of recipes) {
    const path = join(folder, `original-${kind}.${ext}`);
    await ffmpeg(...args, '-fflags', '+bitexact', '-flags', '+bitexact', path);
    made.push({ ext, kind, bytes: await readFile(path) });
    await rm(path);
  }
  return made;
}

const fromSamples: readonly string[] = [
  ...['photo.avif', 'photo.heic', 'tiles.heic', 'exif-turned.heic'],
  ...['rgb.psd', 'cmyk.psd', 'grey.psd', 'layered.psd', 'raw.psd', 'large.psb'],
  ...['compatible.ai', 'plain.eps', 'preview.eps', 'preview.epsi', 'thumbnail.eps'],
  ...['plan.docx', 'deck.pptx', 'budget.xlsx'],
  ...['korean.otf', 'korean.woff', 'korean.woff2', 'symbols.ttf', 'variable.ttf', 'faces.ttc'],
];

const drawing = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 64">
<defs><linearGradient id="g"><stop stop-color="#246"/><stop offset="1" stop-color="#ac3"/></linearGradient>
<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><clipPath id="c"><circle cx="48" cy="32" r="30"/></clipPath></defs>
<rect width="96" height="64" fill="url(#g)"/><g clip-path="url(#c)"><path d="M0 0L96 64M0 64C20 10 40 90 96 0" stroke="#fff"
filter="url(#f)"/><text x="8" y="40" font-size="14">강물 River</text></g></svg>`;

const writings: Readonly<Record<string, string>> = {
  json: JSON.stringify({ title: '강물', list: [1, 2.5, null, { deep: ['x', 'y'] }] }),
  csv: '이름,값\n"강, 물",1\n숲,2\n',
  xml: '<?xml version="1.0"?><a b="c"><![CDATA[d]]><e/>&amp;</a>',
  html: '<!doctype html><title>River</title><p>강물 &amp; 숲</p>',
  srt: '1\n00:00:01,000 --> 00:00:02,000\n안녕하세요\n',
  md: '# 강물\n\n- 하나\n- 둘\n',
};

/** One real file at least of every format that is read. */
export async function makeOriginals(folder: string): Promise<Original[]> {
  const samples = fromSamples.map(async (name) => {
    const [kind = name, ext = ''] = name.split('.');
    return { ext, kind, bytes: await sample(name) };
  });
  const korean = '가나다라 마바사. 강물이 흐른다.\n'.repeat(20);
  return [
    ...(await pictures()),
    ...(await Promise.all(samples)),
    { ext: 'pdf', kind: 'pages', bytes: pdfOf(['A stream in a forest', 'Page two']) },
    { ext: 'pdf', kind: 'locked', bytes: pdfOf(['Locked'], { userPassword: 'sesame' }) },
    { ext: 'svg', kind: 'drawing', bytes: Buffer.from(drawing) },
    { ext: 'svgz', kind: 'drawing', bytes: gzipSync(drawing) },
    ...Object.entries(writings).map(([ext, text]) => ({ ext, kind: 'text', bytes: Buffer.from(text) })),
    { ext: 'txt', kind: 'utf8', bytes: Buffer.from(korean) },
    { ext: 'txt', kind: 'utf16', bytes: Buffer.from(`\uFEFF${korean}`, 'utf16le') },
    ...(await moving(folder)),
  ];
}
